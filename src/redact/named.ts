import { InputError } from '../errors/errors.js';
import { intersection } from '../geometry/box.js';
import type { NamedRegion, RedactSettings } from './options.js';

/** What is to be known of a picture. */
interface Measures {
  readonly width: number;
  readonly height: number;
  readonly frames: number;
}

/**
 * Checks that the regions which the user names are of this picture: what lies beside it, or in a frame that it does not
 * have, cannot be hidden, and those of a scaled or turned copy lie elsewhere.
 *
 * @throws InputError that names the picture and what does not fit
 */
export function checkNamed(
  { size, keep, also, only = [] }: Pick<RedactSettings, 'size' | 'keep' | 'also' | 'only'>,
  { width, height, frames }: Measures,
  name: string,
): void {
  if (size && (size.width !== width || size.height !== height)) {
    throw new InputError(
      `${name}: is ${width} × ${height} pixels, but its regions are given for ${size.width} × ${size.height}: they are those of another picture. Run farface detect on this one.`,
    );
  }
  const whole = { x: 0, y: 0, width, height };
  for (const region of [...keep, ...also, ...only]) {
    if (intersection(region, whole) === 0) {
      throw new InputError(
        `${name}: the region at ${placeOf(region)} lies outside the picture, which is ${width} × ${height} pixels. Mend its box.`,
      );
    }
    if ((region.frame ?? 0) >= frames) {
      throw new InputError(
        `${name}: the region at ${placeOf(region)} is in frame ${region.frame}, but the picture has ${frames}, which count from 0. Mend its frame.`,
      );
    }
  }
}

function placeOf({ x, y, width, height }: NamedRegion): string {
  return `${x},${y} (${width} × ${height})`;
}
