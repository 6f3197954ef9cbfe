import type { Image } from './image.js';
import { BEYOND_END, kernels, room } from './kernels.js';

/** Rows of the half that are made at once. */
const BAND = 32;

/** Bytes that sums of a row take beyond four a number. */
const BESIDE_SUMS = 140;

/**
 * The picture at half its size. Each pixel is a mean of 4 × 4, weighted 1 3 3 1 across and down: a triangle as wide as
 * four pixels, so that nothing flickers in or out. An odd last row or column counts on beyond the border, so pixel x of
 * the half is always centred on 2 x + 1 of the whole. Whole numbers, so that every machine gets the same.
 *
 * @returns `⌈width / 2⌉` × `⌈height / 2⌉`
 */
export function halve({ width: from, height: rows, data }: Image): Image {
  const width = Math.ceil(from / 2);
  const height = Math.ceil(rows / 2);
  const half = new Uint8Array(width * height * 3);
  const length = from * 3;
  const sums = (2 * BAND + 2) * length + BEYOND_END;
  const means = sums + 12 * width + BESIDE_SUMS;
  const bytes = room(means + 3 * width * BAND + BEYOND_END);
  const { halveLines } = kernels();
  for (let top = 0; top < height; top += BAND) {
    const count = Math.min(BAND, height - top);
    // From the row before the first to the one behind the last, as far as there are such.
    const first = 2 * top - 1;
    const start = Math.max(first, 0);
    const end = Math.min(first + 2 * count + 2, rows);
    bytes.set(data.subarray(start * length, end * length), (start - first) * length);
    if (first < 0) bytes.copyWithin(0, length, 2 * length);
    for (let row = end - first; row < 2 * count + 2; row++)
      bytes.copyWithin(row * length, (row - 1) * length, row * length);
    halveLines(0, length, sums, means, width, count);
    half.set(bytes.subarray(means, means + 3 * width * count), 3 * width * top);
  }
  return { width, height, data: half };
}
