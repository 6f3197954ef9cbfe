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
export function resample(image: Image, { x, y, scale, flip }: Window, size: number): Resampled {
  if (scale <= 0.5) return resample(halve(image), { x: x / 2, y: y / 2, scale: 2 * scale, flip }, size);
  const across = taps(x, scale, size, image.width, flip);
  const down = taps(y, scale, size, image.height, false);
  const top = Math.min(...down.first);
  const bottom = Math.max(...down.first.map((first, i) => first + down.count[i]!));
  const narrow = resampleRows(image, across, top, bottom, size);
  return { planes: resampleColumns(narrow, down, top, bottom - top, size), columns: across.inside, rows: down.inside };
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

/** The rows `top` to `bottom` of the picture, `size` wide: planes `[3, bottom − top, size]`. */
function resampleRows(image: Image, across: Taps, top: number, bottom: number, size: number): Float32Array {
  const { first, count, weights, stride } = across;
  const { data, width } = image;
  const plane = (bottom - top) * size;
  const narrow = new Float32Array(3 * plane);
  for (let row = top; row < bottom; row++) {
    const to = (row - top) * size;
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
      narrow[to + x] = red;
      narrow[plane + to + x] = green;
      narrow[2 * plane + to + x] = blue;
    }
  }
  return narrow;
}

/** `[3, rows, size]`, of which the first row is the picture's row `top`, brought to `[3, size, size]`. */
function resampleColumns(narrow: Float32Array, down: Taps, top: number, rows: number, size: number): Float32Array {
  const { first, count, weights, stride } = down;
  const planes = new Float32Array(3 * size * size);
  for (let channel = 0; channel < 3; channel++) {
    for (let y = 0; y < size; y++) {
      const to = (channel * size + y) * size;
      const from = (channel * rows + first[y]! - top) * size;
      const start = y * stride;
      const taps = count[y]!;
      for (let x = 0; x < size; x++) {
        let sum = 0;
        for (let tap = 0; tap < taps; tap++) sum += weights[start + tap]! * narrow[from + tap * size + x]!;
        planes[to + x] = sum;
      }
    }
  }
  return planes;
}
