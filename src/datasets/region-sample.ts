import { type Box, transform } from '../geometry/box.js';
import type { Image } from '../image/image.js';
import { fromPlanes } from '../image/planes.js';
import { cutRegion, regionOf } from '../image/region.js';
import { KEPT_CONTEXT, keptSquare } from '../image/window.js';
import type { Candidate } from './candidates.js';

/** Sides of the squares that are kept, at most; larger ones are scaled down. At a context of 2 that leaves 64 pixels. */
export const STORED_SIDE = 96;

/** Likewise where windows of 128 × 128 are to be truths for faces of up to 64 pixels. */
export const STORED_SIDE_NATIVE = 192;

/** A labelled candidate with the part of its photo around it: all that training needs of it. */
export interface RegionSample {
  /** A square of the photo, at the photo's own scale or scaled down. */
  readonly image: Image;
  /** The candidate, in pixels of `image`. */
  readonly box: Box;
  /** The face that it shows, its last pixels included: width w spans w + 1. A non-face has none. */
  readonly extent?: Box | undefined;
  /** The detector's score, 0 to 1. */
  readonly score: number;
  /** Height of the candidate in pixels of the photo. */
  readonly height: number;
}

/**
 * Cuts a candidate out of its photo. What is small keeps the photo's pixels as they are.
 *
 * @param largest side of the square; larger ones are scaled down to it
 */
export function cutSample(photo: Image, { box, score, truth }: Candidate, largest = STORED_SIDE): RegionSample {
  const native = keptSquare(box);
  const side = Math.min(native.width, largest);
  const square = side === native.width ? native : regionOf(box, KEPT_CONTEXT);
  const planes = cutRegion(photo, square, side);
  const scale = side / square.width;
  const inImage = (inPhoto: Box) => transform(inPhoto, scale, -square.x * scale, -square.y * scale);
  return {
    image: fromPlanes(planes, side, side),
    box: inImage(box),
    extent: truth && inImage({ ...truth, width: truth.width + 1, height: truth.height + 1 }),
    score,
    height: box.height,
  };
}
