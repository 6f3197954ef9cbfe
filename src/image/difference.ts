import type { Frame } from './photo.js';
import { largest } from './samples.js';

/** A run of pixels of one row, from `from` (included) to `to` (excluded). */
interface Run {
  readonly y: number;
  readonly from: number;
  readonly to: number;
}

/**
 * How far two frames of one size are apart in some of their pixels: the root of the mean square of what can be seen, in
 * 255ths. Colours under full transparency do not count. Infinite where one is in inks and the other in lights.
 */
export function differenceOf(one: Frame, other: Frame, runs: Iterable<Run>): number {
  const inks = one.layout.color === 'cmyk';
  if (inks !== (other.layout.color === 'cmyk')) return Number.POSITIVE_INFINITY;
  const colors = inks ? 4 : 3;
  const [first, second] = [reader(one, colors), reader(other, colors)];
  let [sum, count] = [0, 0];
  for (const { y, from, to } of runs) {
    for (let pixel = y * one.width + from, end = y * one.width + to; pixel < end; pixel++) {
      const alpha = first(pixel, colors);
      sum += (alpha - second(pixel, colors)) ** 2;
      count += 1;
      if (alpha === 0) continue;
      for (let color = 0; color < colors; color++) sum += (first(pixel, color) - second(pixel, color)) ** 2;
      count += colors;
    }
  }
  return count === 0 ? 0 : 255 * Math.sqrt(sum / count);
}

/** Gives one colour of a pixel, 0 to 1, and its opacity as the last of them. */
function reader({ layout, samples }: Frame, colors: number): (pixel: number, color: number) => number {
  const { channels, hasAlpha } = layout;
  const scale = 1 / largest(layout);
  const grey = layout.color === 'grey';
  return (pixel, color) => {
    if (color === colors) return hasAlpha ? samples[pixel * channels + channels - 1]! * scale : 1;
    return samples[pixel * channels + (grey ? 0 : color)]! * scale;
  };
}
