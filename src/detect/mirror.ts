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

/** Where a box, which includes its last pixels, begins in the mirror image of a picture `total` pixels wide. */
export function mirroredStart(x: number, width: number, total: number): number {
  return total - 1 - (x + width);
}
