import { InputError } from '../errors/errors.js';
import { type Box, intersection, iou } from '../geometry/box.js';
import type { NamedRegion, RedactSettings } from './options.js';
import type { HiddenRegion } from './region.js';

/** What is to be known of a frame. */
interface Measures {
  readonly width: number;
  readonly height: number;
}

/** Overlap (IoU) above which a face is the one that the user wants to keep. */
const SAME = 1 / 3;

/**
 * Checks that the regions which the user names are of this picture: what lies beside it, or in a frame that it does not
 * have, cannot be hidden, and those of a scaled or turned copy lie elsewhere.
 *
 * @throws InputError that names the picture and what does not fit
 */
export function checkNamed(
  { size, keep, also, only = [] }: Pick<RedactSettings, 'size' | 'keep' | 'also' | 'only'>,
  frames: readonly Measures[],
  name: string,
): void {
  const { width, height } = frames[0]!;
  if (size && (size.width !== width || size.height !== height)) {
    throw new InputError(
      `${name}: is ${width} × ${height} pixels, but its regions are given for ${size.width} × ${size.height}: they are those of another picture. Run farface detect on this one.`,
    );
  }
  for (const region of [...keep, ...also, ...only]) {
    if ((region.frame ?? 0) >= frames.length) {
      throw new InputError(
        `${name}: the region at ${placeOf(region)} is in frame ${region.frame}, but the picture has ${frames.length}, which count from 0. Mend its frame.`,
      );
    }
    // Pages may differ in size.
    const named = region.frame === undefined ? frames : [frames[region.frame]!];
    if (named.some((frame) => intersection(region, { x: 0, y: 0, ...sizeOf(frame) }) > 0)) continue;
    const { width, height } = named[0]!;
    throw new InputError(
      `${name}: the region at ${placeOf(region)} lies outside the picture, which is ${width} × ${height} pixels. Mend its box.`,
    );
  }
}

/** The regions that the user wants hidden, each in the frame that it names, or in all where it names none. */
export function namedToHide({ only, also }: Pick<RedactSettings, 'only' | 'also'>, frames: number): HiddenRegion[] {
  return (only ?? also).flatMap(({ frame: named, ...box }) => {
    if (named !== undefined) return [{ box, frame: named, round: 0 }];
    return Array.from({ length: frames }, (_, frame) => ({ box, frame, round: 0 }));
  });
}

/** Whether the user wants to keep a face. A region that names no frame is kept in the first, and nowhere else. */
export function isKept(box: Box, frame: number, keep: readonly NamedRegion[]): boolean {
  return keep.some((kept) => (kept.frame ?? 0) === frame && iou(kept, box) > SAME);
}

function sizeOf({ width, height }: Measures): Measures {
  return { width, height };
}

function placeOf({ x, y, width, height }: NamedRegion): string {
  return `${x},${y} (${width} × ${height})`;
}
