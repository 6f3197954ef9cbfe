import type { Box } from '../geometry/box.js';

const CHANNELS = 3;

/** Pixels of RGB `[height, width, 3]`, left to right. */
export function mirrorPixels(pixels: Uint8Array, width: number): Uint8Array {
  const mirrored = new Uint8Array(pixels.length);
  for (let start = 0; start < pixels.length; start += width * CHANNELS) {
    let to = start + width * CHANNELS;
    for (let from = start; from < start + width * CHANNELS; from += CHANNELS) {
      to -= CHANNELS;
      mirrored[to] = pixels[from]!;
      mirrored[to + 1] = pixels[from + 1]!;
      mirrored[to + 2] = pixels[from + 2]!;
    }
  }
  return mirrored;
}

/** Where a box, which includes its last pixels, is in the mirror image of a picture `width` pixels wide. */
export function mirrorBox(box: Box, width: number): Box {
  return { ...box, x: width - 1 - (box.x + box.width) };
}
