import { scaledLength } from '../image/scale.js';

/** One look at the whole photo, or its mirror image, at one scale. */
export interface Pass {
  /** Pixels of the scaled photo per pixel of the photo, at most 1, or twice the first where it is enlarged. */
  readonly scale: number;
  readonly mirrored: boolean;
  /** Size of the scaled photo, parts of pixels counted as whole ones. */
  readonly width: number;
  readonly height: number;
  /** Sizes √(width · height), in pixels of the photo, of faces: up to the first its word is worth nothing, from the second on all. */
  readonly rise: readonly [number, number];
  /** And up to the first all, from the second on nothing. */
  readonly fall: readonly [number, number];
  /** What its whole word counts beside those of the others, 1 by default. */
  readonly weight?: number;
}

export interface PassSettings {
  /** Height in pixels of the photo of the smallest faces that are asked for. */
  readonly minFace?: number | undefined;
  /** Longest side in pixels of the first pass. */
  readonly maxSide?: number | undefined;
  /** Whether the mirror image is looked at as well. */
  readonly mirror?: boolean | undefined;
  /** How much enlarged the photo is looked at as well; by default it is not. */
  readonly zoom?: number | undefined;
}

/** Each pass sees the photo half as large as the one before: a quarter of the area, so all of them cost a third more. */
const STEP = 1 / 2;

/**
 * Sizes of faces, in pixels of the network's input, between which a coarser pass comes to count, and a finer one ceases to.
 * The network learnt larger ones too, but finds them better scaled down. Chosen on photos held back from training.
 */
const RISE = [12, 24] as const;
const FALL = [64, 128] as const;

/** The same for the photo enlarged, and what its word counts. Chosen on photos held back from training. */
const ZOOMED = { fall: [16, 32], weight: 0.5 } as const;

/** The largest face, in pixels of the network's input, that a pass is asked for where a coarser one follows. */
export const LARGEST_FACE = FALL[1];

/**
 * The passes that find faces of every size from `minFace` up in a photo of `width` × `height`: first at its own scale (or
 * scaled down so that its longer side is `maxSide`), then scaled down again and again until a face that fills the photo
 * is no larger than the network knows. Most sizes are seen by two or three of them; each scale twice with `mirror`.
 */
export function planPasses(
  width: number,
  height: number,
  { minFace = 0, maxSide, mirror = false, zoom }: PassSettings = {},
): Pass[] {
  const passes: Pass[] = [];
  const inPhoto = ([from, to]: readonly [number, number], scale: number) => [from / scale, to / scale] as const;
  let scale = firstScale(width, height, maxSide);
  let [across, down] = [scaledLength(width, scale), scaledLength(height, scale)];
  for (let last = false; !last; scale *= STEP, across = Math.ceil(across * STEP), down = Math.ceil(down * STEP)) {
    last = Math.min(width, height) * scale <= LARGEST_FACE;
    // Until a coarser pass counts as much, faces as small as `minFace` need this one.
    const needed = last || minFace <= FALL[0] / scale;
    if (!needed) continue;
    const pass = {
      scale,
      mirrored: false,
      width: across,
      height: down,
      rise: passes.length === 0 ? ([0, 0] as const) : inPhoto(RISE, scale),
      fall: last ? ([Number.POSITIVE_INFINITY, Number.POSITIVE_INFINITY] as const) : inPhoto(FALL, scale),
    };
    passes.push(pass, ...(mirror ? [{ ...pass, mirrored: true }] : []));
  }
  return zoom === undefined ? passes : [...zoomedPass(width, height, zoom, { minFace, maxSide }), ...passes];
}

/** The look at the enlarged photo, where it can see faces that are asked for. */
function zoomedPass(
  width: number,
  height: number,
  zoom: number,
  { minFace, maxSide }: { readonly minFace: number; readonly maxSide: number | undefined },
): Pass[] {
  const first = firstScale(width, height, maxSide);
  const scale = zoom * first;
  const fall = [ZOOMED.fall[0] / scale, ZOOMED.fall[1] / scale] as const;
  if (minFace >= fall[1]) return [];
  const side = (length: number) => zoom * scaledLength(length, first);
  const { weight } = ZOOMED;
  return [{ scale, mirrored: false, width: side(width), height: side(height), rise: [0, 0], fall, weight }];
}

/** The scale at which a photo's own size, or its longer side's most pixels, is looked at. */
export function firstScale(width: number, height: number, maxSide = Number.POSITIVE_INFINITY): number {
  return Math.min(1, maxSide / Math.max(width, height));
}

/** How much a pass's word counts for a face of a size in pixels of the photo, from 0 on. */
export function weightOf({ rise, fall, weight = 1 }: Pick<Pass, 'rise' | 'fall' | 'weight'>, size: number): number {
  return weight * ramp(size, rise) * (1 - ramp(size, fall));
}

/** From 0 to 1, linear in the logarithm of the size. */
function ramp(size: number, range: readonly [number, number]): number {
  // Taken apart by hand: this is asked for thousands of sizes a photo, and each taking apart is an object.
  const from = range[0];
  const to = range[1];
  if (size >= to) return 1;
  return size <= from ? 0 : Math.log(size / from) / Math.log(to / from);
}
