import type { Image } from './image.js';
import { type Taps, taps } from './taps.js';

/** A square cut out of a picture: from `x`, `y` in the picture's pixels, then scaled, then mirrored if `flip`. */
export interface Window {
  readonly x: number;
  readonly y: number;
  readonly scale: number;
  readonly flip: boolean;
}

/** A square of colours, and which part of it lies inside the picture that it was cut from. */
export interface Resampled {
  /** `[3, size, size]`, red, green and blue, 0 to 255. What lies outside has the colours of the picture's border. */
  readonly planes: Float32Array;
  /** Columns and rows inside the picture, from the first (included) to the last (excluded). */
  readonly columns: readonly [start: number, end: number];
  readonly rows: readonly [start: number, end: number];
}

/**
 * Cuts a square of `size` × `size` out of a picture at any scale. Bilinear where it enlarges; where it shrinks, the
 * triangle widens by the same factor, so that every pixel of the picture counts and nothing aliases. To a half and
 * less the picture is halved first, which takes half the time of a wide triangle.
 */
export function resample(image: Image, window: Window, size: number): Resampled {
  const { across, down, narrow } = narrowed(image, window, size);
  const planes = new Float32Array(3 * size * size);
  const line = new Float32Array(3 * size);
  for (let y = 0; y < size; y++) {
    meanOfRows(narrow, down, y, line);
    for (let channel = 0; channel < 3; channel++) {
      const to = (channel * size + y) * size;
      for (let x = 0; x < size; x++) planes[to + x] = line[3 * x + channel]!;
    }
  }
  return { planes, columns: across.inside, rows: down.inside };
}

/** The same as bytes, rounded, as pictures have them: `[size, size, 3]`, written from the start of `target`. */
export function resampleBytes(image: Image, window: Window, size: number, target: Uint8Array): void {
  const { down, narrow } = narrowed(image, window, size);
  const length = 3 * size;
  const line = new Float32Array(length);
  for (let y = 0, to = 0; y < size; y++, to += length) {
    if (down.count[y]! > 2) {
      meanOfRows(narrow, down, y, line);
      for (let i = 0; i < length; i++) target[to + i] = line[i]! + 0.5;
      continue;
    }
    const { from, next, weight, second } = twoRows(down, y, length);
    for (let i = 0; i < length; i++)
      target[to + i] = Math.fround(weight * narrow[from + i]! + second * narrow[next + i]!) + 0.5;
  }
}

/** What lines of the square are means of: the picture's rows, `[rows, size, 3]`, from the first that counts. */
interface Narrowed {
  readonly across: Taps;
  readonly down: Taps;
  readonly narrow: Float32Array;
}

function narrowed(image: Image, { x, y, scale, flip }: Window, size: number): Narrowed {
  if (scale <= 0.5) return narrowed(halve(image), { x: x / 2, y: y / 2, scale: 2 * scale, flip }, size);
  const across = taps(x, scale, size, image.width, flip);
  const down = taps(y, scale, size, image.height, false);
  const top = down.first[0]!;
  const bottom = down.first[size - 1]! + down.count[size - 1]!;
  return { across, down, narrow: resampleRows(image, across, top, bottom, size) };
}

/** The means of 2 × 2 pixels; an odd last row or column counts double. */
function halve({ width: from, height: rows, data: source }: Image): Image {
  const width = Math.ceil(from / 2);
  const height = Math.ceil(rows / 2);
  const data = new Uint8Array(width * height * 3);
  let to = 0;
  for (let y = 0; y < height; y++) {
    const upper = 2 * y * from * 3;
    const lower = Math.min(2 * y + 1, rows - 1) * from * 3;
    for (let x = 0; x < width; x++) {
      const left = 6 * x;
      const right = 3 * Math.min(2 * x + 1, from - 1);
      for (let channel = 0; channel < 3; channel++) {
        const above = source[upper + left + channel]! + source[upper + right + channel]!;
        const below = source[lower + left + channel]! + source[lower + right + channel]!;
        data[to++] = (above + below + 2) >> 2;
      }
    }
  }
  return { width, height, data };
}

/** The rows `top` to `bottom` of the picture, `size` wide: `[bottom − top, size, 3]`. */
function resampleRows(image: Image, across: Taps, top: number, bottom: number, size: number): Float32Array {
  const { first, count, weights, stride } = across;
  const { data, width } = image;
  const narrow = new Float32Array(3 * (bottom - top) * size);
  let to = 0;
  for (let row = top; row < bottom; row++) {
    for (let x = 0; x < size; x++) {
      let from = (row * width + first[x]!) * 3;
      let red = 0;
      let green = 0;
      let blue = 0;
      const start = x * stride;
      const end = start + count[x]!;
      for (let tap = start; tap < end; tap++) {
        const weight = weights[tap]!;
        red += weight * data[from]!;
        green += weight * data[from + 1]!;
        blue += weight * data[from + 2]!;
        from += 3;
      }
      narrow[to] = red;
      narrow[to + 1] = green;
      narrow[to + 2] = blue;
      to += 3;
    }
  }
  return narrow;
}

/** The first two rows that a line is a mean of, by where they begin; a second one that is none weighs nothing. */
function twoRows({ first, count, weights, stride }: Taps, row: number, length: number) {
  const from = (first[row]! - first[0]!) * length;
  const two = count[row]! > 1;
  const weight = weights[row * stride]!;
  return { from, next: two ? from + length : from, weight, second: two ? weights[row * stride + 1]! : 0 };
}

/** One line of the result from `[rows, size, 3]`, of which the first row is the first that counts. */
function meanOfRows(narrow: Float32Array, down: Taps, row: number, line: Float32Array): void {
  const { count, weights, stride } = down;
  const length = line.length;
  const { from, next, weight, second } = twoRows(down, row, length);
  for (let i = 0; i < length; i++) line[i] = weight * narrow[from + i]! + second * narrow[next + i]!;
  for (let tap = 2, start = from + 2 * length; tap < count[row]!; tap++, start += length) {
    const weight = weights[row * stride + tap]!;
    for (let i = 0; i < length; i++) line[i]! += weight * narrow[start + i]!;
  }
}
