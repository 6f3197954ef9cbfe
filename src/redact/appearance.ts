import type { Samples } from '../image/samples.js';
import type { Rectangle, Surface } from '../image/surface.js';

/**
 * What a rectangle of a picture looks like once it is hidden: its samples, `[height, width, channels]`. `size` is that of
 * the face, in pixels. Each is made of what the picture shows by then, so that hiding twice shows no more than once.
 */
export type Appearance = (surface: Surface, rectangle: Rectangle, size: number) => Samples;

/** The same everywhere. `pixel` has a sample for each channel, in the surface's depth. */
export function solid(pixel: readonly number[]): Appearance {
  return (surface, rectangle) => {
    const samples = surface.read(rectangle);
    const { length } = pixel;
    for (let channel = 0; channel < length; channel++) {
      const value = pixel[channel]!;
      for (let at = channel; at < samples.length; at += length) samples[at] = value;
    }
    return samples;
  };
}

/** Squares of one colour, the mean of what was there, with a side of `strength` times the face's size. */
export function mosaic(strength: number): Appearance {
  return (surface, rectangle, size) => {
    const { width, height } = rectangle;
    const { channels } = surface;
    const samples = surface.read(rectangle);
    const cell = Math.max(2, strength * size);
    const columns = bordersOf(width, cell);
    const rows = bordersOf(height, cell);
    for (let row = 1; row < rows.length; row++) {
      for (let column = 1; column < columns.length; column++) {
        const [left, right, top, bottom] = [columns[column - 1]!, columns[column]!, rows[row - 1]!, rows[row]!];
        for (let channel = 0; channel < channels; channel++) {
          let sum = 0;
          for (let y = top; y < bottom; y++)
            for (let x = left; x < right; x++) sum += samples[(y * width + x) * channels + channel]!;
          const mean = Math.round(sum / ((right - left) * (bottom - top)));
          for (let y = top; y < bottom; y++)
            for (let x = left; x < right; x++) samples[(y * width + x) * channels + channel] = mean;
        }
      }
    }
    return samples;
  };
}

/** Where cells of about `cell` pixels begin and end on a side of `length`. */
function bordersOf(length: number, cell: number): number[] {
  const cells = Math.max(1, Math.round(length / cell));
  return Array.from({ length: cells + 1 }, (_, index) => Math.round((index * length) / cells));
}

/** Means over windows, one after the other, whose shape comes close to a Gaussian's. */
const WINDOWS = 3;

/**
 * A blur, close to a Gaussian one, with a sigma of `strength` times the face's size. It sees nothing beyond the rectangle.
 * Source: P. Kovesi, "Fast Almost-Gaussian Filtering", 2010.
 */
export function blur(strength: number): Appearance {
  return (surface, rectangle, size) => {
    const { width, height } = rectangle;
    const { channels } = surface;
    const samples = surface.read(rectangle);
    const sigma = Math.max(1, strength * size);
    let from = Float32Array.from(samples);
    let to = new Float32Array(from.length);
    const turn = () => {
      [from, to] = [to, from];
    };
    for (const radius of radiiOf(sigma)) {
      for (let line = 0; line < height; line++)
        for (let channel = 0; channel < channels; channel++)
          means(from, to, line * width * channels + channel, channels, width, radius);
      turn();
      for (let line = 0; line < width * channels; line++) means(from, to, line, width * channels, height, radius);
      turn();
    }
    from.forEach((value, at) => {
      samples[at] = Math.round(value);
    });
    return samples;
  };
}

/** Radii of windows whose means, one after the other, spread a point with this sigma. */
function radiiOf(sigma: number): number[] {
  const ideal = Math.sqrt((12 * sigma ** 2) / WINDOWS + 1);
  const narrow = Math.floor((ideal - 1) / 2);
  const width = 2 * narrow + 1;
  const narrowOnes = Math.round(
    (12 * sigma ** 2 - WINDOWS * width ** 2 - 4 * WINDOWS * width - 3 * WINDOWS) / (-4 * width - 4),
  );
  return Array.from({ length: WINDOWS }, (_, index) => (index < narrowOnes ? narrow : narrow + 1));
}

/** Replaces each value of a line by the mean of those up to `radius` before and behind it, as far as the line goes. */
function means(
  from: Float32Array,
  to: Float32Array,
  start: number,
  step: number,
  length: number,
  radius: number,
): void {
  let sum = 0;
  for (let at = 0; at < Math.min(radius, length); at++) sum += from[start + at * step]!;
  for (let at = 0; at < length; at++) {
    if (at + radius < length) sum += from[start + (at + radius) * step]!;
    if (at - radius - 1 >= 0) sum -= from[start + (at - radius - 1) * step]!;
    const count = Math.min(length - 1, at + radius) - Math.max(0, at - radius) + 1;
    to[start + at * step] = sum / count;
  }
}
