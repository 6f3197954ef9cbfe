import type { Box } from '../geometry/box.js';
import type { Image } from '../image/image.js';
import { cutRegionBytes, regionOf } from '../image/region.js';

/**
 * The regions around boxes as the second stage's networks take them.
 *
 * @param context side of a region over the longer side of its box
 * @returns `[boxes, side, side, 3]`, RGB, 0 to 255
 */
export function cutRegions(image: Image, boxes: readonly Box[], context: number, side: number): Uint8Array {
  const length = side * side * 3;
  const regions = new Uint8Array(boxes.length * length);
  boxes.forEach((box, index) => {
    cutRegionBytes(image, regionOf(box, context), side, regions.subarray(index * length));
  });
  return regions;
}
