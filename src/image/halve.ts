import type { Image } from './image.js';

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
  // One row of sums down the columns, with a pixel before it and as many behind it as the border goes on for.
  const sums = new Uint16Array((2 * width + 2) * 3);
  let to = 0;
  for (let y = 0; y < height; y++) {
    const row = (index: number) => Math.min(Math.max(index, 0), rows - 1) * from * 3;
    const [first, second, third, fourth] = [row(2 * y - 1), row(2 * y), row(2 * y + 1), row(2 * y + 2)];
    for (let at = 0; at < from * 3; at++) {
      sums[at + 3] = data[first + at]! + 3 * (data[second + at]! + data[third + at]!) + data[fourth + at]!;
    }
    sums.copyWithin(0, 3, 6);
    for (let beyond = from + 1; beyond < 2 * width + 2; beyond++) sums.copyWithin(beyond * 3, from * 3, from * 3 + 3);
    for (let at = 0; at < width * 6; at += 6) {
      for (let channel = at; channel < at + 3; channel++) {
        const inner = sums[channel + 3]! + sums[channel + 6]!;
        half[to++] = (sums[channel]! + 3 * inner + sums[channel + 9]! + 32) >> 6;
      }
    }
  }
  return { width, height, data: half };
}
