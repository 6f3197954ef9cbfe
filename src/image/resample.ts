import type { Image } from './image.js';
import { BEYOND_END, kernels, room } from './kernels.js';
import { meansOfFour } from './means-of-four.js';
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

/** The same as bytes, rounded, as pictures have them, not mirrored: `[size, size, 3]`, written from the start of `target`. */
export function resampleBytes(
  image: Image,
  { x, y, scale }: Omit<Window, 'flip'>,
  size: number,
  target: Uint8Array,
): void {
  if (scale <= 0.5) {
    resampleBytes(meansOfFour(image), { x: x / 2, y: y / 2, scale: 2 * scale }, size, target);
    return;
  }
  const across = taps(x, scale, size, image.width, false);
  const down = taps(y, scale, size, image.height, false);
  const [left, right] = reachOf(across);
  const [top, bottom] = reachOf(down);
  const length = 3 * size;
  // The rows that count, tables of 32 bits, lines of as many, and what comes out.
  const row = 3 * (right - left);
  const tables = roundUp(row * (bottom - top) + BEYOND_END);
  const counts = tables + 4 * size;
  const weights = counts + 4 * size;
  const downWeights = weights + 4 * across.weights.length;
  const lines = downWeights + 4 * down.weights.length;
  const out = lines + 4 * length * (bottom - top) + BEYOND_END;
  const bytes = room(out + length * size + BEYOND_END);
  for (let at = top, to = 0; at < bottom; at++, to += row) {
    const from = 3 * (at * image.width + left);
    bytes.set(image.data.subarray(from, from + row), to);
  }
  const whole = new Int32Array(bytes.buffer, tables, 2 * size);
  for (let i = 0; i < size; i++) whole[i] = 3 * (across.first[i]! - left);
  whole.set(across.count, size);
  const parts = new Float32Array(bytes.buffer, weights, across.weights.length + down.weights.length);
  parts.set(across.weights);
  parts.set(down.weights, across.weights.length);
  const { meansAlong, meansDown } = kernels();
  for (let at = 0; at < bottom - top; at++)
    meansAlong(at * row, tables, counts, weights, 4 * across.stride, lines + 4 * length * at, size);
  for (let at = 0; at < size; at++) {
    const first = lines + 4 * length * (down.first[at]! - top);
    meansDown(first, 4 * length, downWeights + 4 * down.stride * at, down.count[at]!, out + length * at, length);
  }
  target.set(bytes.subarray(out, out + length * size));
}

/** The pixels that any counts, from the first (included) to the last (excluded). */
function reachOf({ first, count }: Taps): readonly [start: number, end: number] {
  const last = first.length - 1;
  return [first[0]!, first[last]! + count[last]!];
}

/** To whole numbers of 32 bits, and what vectors are quick with. */
function roundUp(bytes: number): number {
  return Math.ceil(bytes / 16) * 16;
}

/** What lines of the square are means of: the picture's rows, `[rows, size, 3]`, from the first that counts. */
interface Narrowed {
  readonly across: Taps;
  readonly down: Taps;
  readonly narrow: Float32Array;
}

function narrowed(image: Image, { x, y, scale, flip }: Window, size: number): Narrowed {
  if (scale <= 0.5) return narrowed(meansOfFour(image), { x: x / 2, y: y / 2, scale: 2 * scale, flip }, size);
  const across = taps(x, scale, size, image.width, flip);
  const down = taps(y, scale, size, image.height, false);
  const [top, bottom] = reachOf(down);
  return { across, down, narrow: resampleRows(image, across, top, bottom, size) };
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

/** One line of the result from `[rows, size, 3]`, of which the first row is the first that counts. */
function meanOfRows(
  narrow: Float32Array,
  { first, count, weights, stride }: Taps,
  row: number,
  line: Float32Array,
): void {
  const length = line.length;
  const from = (first[row]! - first[0]!) * length;
  const weight = weights[row * stride]!;
  // The first two at once; a second one that is none weighs nothing.
  const two = count[row]! > 1;
  const next = two ? from + length : from;
  const second = two ? weights[row * stride + 1]! : 0;
  for (let i = 0; i < length; i++) line[i] = weight * narrow[from + i]! + second * narrow[next + i]!;
  for (let tap = 2, start = from + 2 * length; tap < count[row]!; tap++, start += length) {
    const weight = weights[row * stride + tap]!;
    for (let i = 0; i < length; i++) line[i]! += weight * narrow[start + i]!;
  }
}
