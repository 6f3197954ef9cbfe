import type { Image } from './image.js';
import { BEYOND_END, kernels, room } from './kernels.js';

/** The picture at half its size: means of 2 × 2 pixels, rounded; an odd last row or column counts double. */
export function meansOfFour({ width: from, height: rows, data }: Image): Image {
  const width = Math.ceil(from / 2);
  const height = Math.ceil(rows / 2);
  const half = new Uint8Array(width * height * 3);
  const length = 3 * from;
  const stride = 6 * width;
  const means = 2 * stride + BEYOND_END;
  const bytes = room(means + 3 * width + BEYOND_END);
  const load = (row: number, to: number) => {
    const start = Math.min(row, rows - 1) * length;
    bytes.set(data.subarray(start, start + length), to);
    if (length < stride) bytes.copyWithin(to + length, to + length - 3, to + length);
  };
  for (let y = 0; y < height; y++) {
    load(2 * y, 0);
    load(2 * y + 1, stride);
    kernels().meansOfFour(0, stride, means, 3 * width);
    half.set(bytes.subarray(means, means + 3 * width), 3 * width * y);
  }
  return { width, height, data: half };
}
