import { BEYOND_END, kernels, room } from '../image/kernels.js';

/** A small grey picture of a frame, for what the camera does. */
export interface Thumbnail {
  readonly width: number;
  readonly height: number;
  /** Pixels of the frame along the side of one of the thumbnail's. */
  readonly factor: number;
  /** `[height, width]`, 0 to 255; luma that is darker than black or lighter than white lies beyond. */
  readonly data: Float32Array;
}

/** Samples of a frame: a plane of luma, or interleaved colours of which one, green best, stands for grey. */
export interface Plane {
  readonly data: Uint8Array | Uint8ClampedArray | Uint16Array;
  /** Samples from row to row, and from pixel to pixel. */
  readonly stride: number;
  readonly step?: number;
  /** Where the first pixel's sample is. */
  readonly offset?: number;
  /** What black and white are: 0 and 255 for 8 bits, of a plane of luma mostly 16 and 235. */
  readonly black?: number;
  readonly white?: number;
}

/** No side of a thumbnail is longer. */
const LONGEST = 320;

/**
 * Averages a frame's samples into a thumbnail.
 *
 * @param width of the frame in pixels; it must be upright, as boxes are
 * @example
 * const thumbnail = thumbnailOf({ data: new Uint8Array(1920 * 1080), stride: 1920 }, 1920, 1080);
 * console.log(thumbnail.width, thumbnail.height, thumbnail.factor); // 320 180 6
 */
export function thumbnailOf(plane: Plane, width: number, height: number): Thumbnail {
  const { data: samples, stride, step = 1, offset = 0, black = 0, white = 255 } = plane;
  const factor = Math.max(1, Math.ceil(Math.max(width, height) / LONGEST));
  const [columns, rows] = [Math.max(1, Math.floor(width / factor)), Math.max(1, Math.floor(height / factor))];
  const [across, down] = [Math.min(factor, width), Math.min(factor, height)];
  const sums =
    samples instanceof Uint16Array || step !== 1
      ? sumsOf(samples, columns, rows, { across, down, stride, step, offset })
      : sumsOfBytes(samples, columns, rows, { across, down, stride, offset });
  const dark = black * across * down;
  const scale = 255 / ((white - black) * across * down);
  for (let index = 0; index < sums.length; index++) sums[index] = (sums[index]! - dark) * scale;
  return { width: columns, height: rows, factor, data: sums };
}

/** How many samples each sum is of, and where they are. */
interface Layout extends Required<Pick<Plane, 'stride' | 'step' | 'offset'>> {
  readonly across: number;
  readonly down: number;
}

function sumsOf(
  samples: Plane['data'],
  columns: number,
  rows: number,
  { across, down, stride, step, offset }: Layout,
): Float32Array {
  const sums = new Float32Array(columns * rows);
  for (let y = 0; y < rows * down; y++) {
    const row = Math.floor(y / down) * columns;
    let at = offset + y * stride;
    for (let column = 0; column < columns; column++) {
      let sum = 0;
      for (let x = 0; x < across; x++, at += step) sum += samples[at]!;
      sums[row + column]! += sum;
    }
  }
  return sums;
}

/** The same of bytes side by side: first down, by a kernel, in sums of 16 bits. */
function sumsOfBytes(
  samples: Uint8Array | Uint8ClampedArray,
  columns: number,
  rows: number,
  { across, down, stride, offset }: Omit<Layout, 'step'>,
): Float32Array {
  const sums = new Float32Array(columns * rows);
  const length = columns * across;
  // A row of samples, and its sums, at a whole number of two bytes.
  const to = 2 * Math.ceil((length + BEYOND_END) / 2);
  const bytes = room(to + 2 * length + BEYOND_END);
  const lines = new Uint16Array(bytes.buffer, to, length);
  for (let row = 0, index = 0; row < rows; row++) {
    lines.fill(0);
    for (let y = row * down; y < (row + 1) * down; y++) {
      bytes.set(samples.subarray(offset + y * stride, offset + y * stride + length));
      kernels().addBytes(0, to, length);
    }
    for (let column = 0, at = 0; column < columns; column++, index++) {
      let sum = 0;
      for (const end = at + across; at < end; at++) sum += lines[at]!;
      sums[index] = sum;
    }
  }
  return sums;
}

/** Each four pixels as one. */
export function halved({ width, height, factor, data }: Thumbnail): Thumbnail {
  const [columns, rows] = [Math.max(1, width >> 1), Math.max(1, height >> 1)];
  const small = new Float32Array(columns * rows);
  for (let row = 0; row < rows; row++) {
    for (let column = 0; column < columns; column++) {
      const [top, left] = [Math.min(2 * row, height - 1) * width, Math.min(2 * column, width - 1)];
      const [bottom, right] = [Math.min(2 * row + 1, height - 1) * width, Math.min(2 * column + 1, width - 1)];
      small[row * columns + column] =
        (data[top + left]! + data[top + right]! + data[bottom + left]! + data[bottom + right]!) / 4;
    }
  }
  return { width: columns, height: rows, factor: 2 * factor, data: small };
}
