import type { Box } from '../geometry/box.js';
import type { Image } from '../image/image.js';
import { toNetwork } from '../image/planes.js';
import { cutRegion, regionOf } from '../image/region.js';

/**
 * The regions around boxes as the second stage's networks take them.
 *
 * @param context side of a region over the longer side of its box
 * @returns `[boxes, 3, side, side]`, RGB, −1 to 1
 */
export function cutRegions(image: Image, boxes: readonly Box[], context: number, side: number): Float32Array {
  const length = 3 * side * side;
  const regions = new Float32Array(boxes.length * length);
  boxes.forEach((box, index) => {
    regions.set(toNetwork(cutRegion(image, regionOf(box, context), side)), index * length);
  });
  return regions;
}
