/** One look at the whole photo at one scale. */
export interface Pass {
  /** Pixels of the scaled photo per pixel of the photo, at most 1. */
  readonly scale: number;
  /** Size of the scaled photo. */
  readonly width: number;
  readonly height: number;
  /** Sizes √(width · height), in pixels of the photo, of the faces that are this pass's to report. */
  readonly smallest: number;
  readonly largest: number;
}

/**
 * The largest face, in pixels of the network's input, that a pass reports where a coarser one follows. The network learnt
 * larger ones too, but finds them better scaled down: chosen on photos held back from training.
 */
export const LARGEST_FACE = 128;

/** Each pass sees the photo this much smaller than the one before: 1/16 of the area, so all of them cost 1/15 more. */
const STEP = 1 / 4;

/**
 * The smallest face that a scaled-down pass reports, in its own pixels. Half of what the finer pass still finds, so that
 * no size falls between two passes.
 */
const SMALLEST_SCALED_FACE = (LARGEST_FACE * STEP) / 2;

/**
 * The passes that find faces of every size from `minFace` up in a photo of `width` × `height`: first at its own scale (or
 * scaled down so that its longer side is `maxSide`), then scaled down again and again until a face that fills the photo
 * is no larger than the network knows.
 */
export function planPasses(width: number, height: number, minFace = 0, maxSide = Number.POSITIVE_INFINITY): Pass[] {
  const passes: Pass[] = [];
  let scale = Math.min(1, maxSide / Math.max(width, height));
  for (let last = false; !last; scale *= STEP) {
    last = Math.min(width, height) * scale <= LARGEST_FACE;
    const largest = last ? Number.POSITIVE_INFINITY : LARGEST_FACE / scale;
    // Until a coarser pass takes over, faces as small as `minFace` need this one.
    const needed = last || minFace <= SMALLEST_SCALED_FACE / scale / STEP;
    if (!needed) continue;
    passes.push({
      scale,
      width: Math.max(1, Math.round(width * scale)),
      height: Math.max(1, Math.round(height * scale)),
      smallest: passes.length === 0 ? 0 : SMALLEST_SCALED_FACE / scale,
      largest,
    });
  }
  return passes;
}
