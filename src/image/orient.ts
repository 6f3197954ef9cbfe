import type { Samples } from './samples.js';

/** For EXIF's orientations 1 to 8: whether columns and rows change places, and which then run backwards. */
const TURNS: readonly (readonly [swapped: boolean, leftward: boolean, upward: boolean])[] = [
  [false, false, false],
  [false, true, false],
  [false, true, true],
  [false, false, true],
  [true, false, false],
  [true, true, false],
  [true, true, true],
  [true, false, true],
];

/** Whether a picture with this orientation is stored in another than the upright one. */
export function isTurned(orientation: number): boolean {
  return TURNS[orientation - 1]?.some((turned) => turned) ?? false;
}

/** Whether a picture with this orientation lies on its side. */
export function isOnSide(orientation: number): boolean {
  return TURNS[orientation - 1]?.[0] ?? false;
}

/**
 * Writes the samples of a stored picture upright into `to`. An orientation that is none is that of an upright picture, as
 * it is to viewers. Source: EXIF 2.32, 4.6.4, Orientation.
 *
 * @param from `[height, width, channels]`, as stored
 */
export function turnUpright(
  from: Samples,
  { width, height, channels }: { readonly width: number; readonly height: number; readonly channels: number },
  orientation: number,
  to: Samples,
): void {
  const [swapped, leftward, upward] = TURNS[orientation - 1] ?? TURNS[0]!;
  if (!swapped && !leftward && !upward) {
    to.set(from);
    return;
  }
  // Steps in `to` for one column and one row of `from`.
  const across = swapped ? height * channels : channels;
  const down = swapped ? channels : width * channels;
  const [columnsBack, rowsBack] = swapped ? [upward, leftward] : [leftward, upward];
  const start = (columnsBack ? (width - 1) * across : 0) + (rowsBack ? (height - 1) * down : 0);
  let at = 0;
  for (let y = 0; y < height; y++) {
    let target = start + y * (rowsBack ? -down : down);
    for (let x = 0; x < width; x++, target += columnsBack ? -across : across) {
      for (let channel = 0; channel < channels; channel++) to[target + channel] = from[at++]!;
    }
  }
}
