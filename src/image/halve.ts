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
  const length = from * 3;
  // Rows with a pixel before them and as many behind as the border goes on for, in words of 32 bits.
  const padded = 6 * width + 6;
  const words = Math.ceil(padded / 4);
  const lines = Array.from({ length: 4 }, () => new Int32Array(words));
  const bytes = lines.map((line) => new Uint8Array(line.buffer));
  const load = (row: number) => {
    const start = Math.min(Math.max(row, 0), rows - 1) * length;
    const line = bytes[(row + 4) % 4]!;
    line.set(data.subarray(start, start + length), 3);
    line.copyWithin(0, 3, 6);
    for (let beyond = length + 3; beyond < padded; beyond += 3) line.copyWithin(beyond, length, length + 3);
  };
  load(-1);
  load(0);
  const sums = new Int32Array(2 * words);
  for (let y = 0; y < height; y++) {
    load(2 * y + 1);
    load(2 * y + 2);
    const [first, second, third, fourth] = [2 * y + 3, 2 * y, 2 * y + 1, 2 * y + 2].map((row) => lines[row % 4]!);
    sumDown(first!, second!, third!, fourth!, sums);
    meansAcross(sums, half, y * width * 3, width);
  }
  return { width, height, data: half };
}

/** The even bytes of a word, each in 16 bits of its own: two sums are computed at once. */
const EVEN = 0x00ff00ff;

/** Sums down the columns, 1 3 3 1, of four bytes a word; they come out in the bytes' order, two a word. */
function sumDown(first: Int32Array, second: Int32Array, third: Int32Array, fourth: Int32Array, sums: Int32Array): void {
  for (let at = 0, to = 0; at < first.length; at++, to += 2) {
    // Whole numbers of 32 bits with a sign: others would be kept on the heap.
    const p = first[at]!;
    const q = second[at]!;
    const r = third[at]!;
    const s = fourth[at]!;
    const even = (p & EVEN) + 3 * ((q & EVEN) + (r & EVEN)) + (s & EVEN);
    const odd = ((p >>> 8) & EVEN) + 3 * (((q >>> 8) & EVEN) + ((r >>> 8) & EVEN)) + ((s >>> 8) & EVEN);
    sums[to] = (even & 0xffff) | (odd << 16);
    sums[to + 1] = (even >>> 16) | (odd & 0xffff0000);
  }
}

/** Half of each of two sums in a word, when both are divided by 64. */
const ROUNDING = 0x00200020;

/** Means of four neighbours across, 1 3 3 1: two pixels are three words, red and green, blue and red, green and blue. */
function meansAcross(sums: Int32Array, half: Uint8Array, start: number, width: number): void {
  let [a, b, c] = [sums[0]! | 0, sums[1]! | 0, sums[2]! | 0];
  for (let at = 3, to = start, end = start + 3 * width; to < end; at += 3, to += 3) {
    const d = sums[at]! | 0;
    const e = sums[at + 1]! | 0;
    const f = sums[at + 2]! | 0;
    const redGreen = a + 3 * (((b >>> 16) | (c << 16)) + d) + ((e >>> 16) | (f << 16)) + ROUNDING;
    const blue = (b & 0xffff) + 3 * ((c >>> 16) + (e & 0xffff)) + (f >>> 16) + (ROUNDING & 0xffff);
    half[to] = (redGreen & 0xffff) >>> 6;
    half[to + 1] = redGreen >>> 22;
    half[to + 2] = blue >>> 6;
    a = d;
    b = e;
    c = f;
  }
}
