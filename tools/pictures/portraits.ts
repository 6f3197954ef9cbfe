import type { Box } from '../../src/geometry/box.js';
import type { Face } from '../../src/geometry/face.js';
import type { Image } from '../../src/image/image.js';

/** How many portraits docs/portraits.jpg has. */
export const PORTRAITS = 246;

/** How much a channel may differ from the ground's colour: the photo is a JPEG. */
const TOLERANCE = 22;

/**
 * Where the portraits of the sheet lie: what is not ground, cut into rows, and each row into portraits. Throws where they are
 * not as many as they must be.
 */
export function placesOf(sheet: Image): Box[] {
  const { width, height, data } = sheet;
  const ground = [0, 1, 2].map((channel) => data[channel] ?? 0);
  const isGround = (x: number, y: number) =>
    ground.every((value, channel) => Math.abs((data[(y * width + x) * 3 + channel] ?? 0) - value) <= TOLERANCE);
  const rows = runs(height, (y) => share(width, (x) => !isGround(x, y)) > 0.2);
  const places = rows.flatMap(([top, bottom]) =>
    runs(width, (x) => share(bottom - top, (y) => !isGround(x, top + y)) > 0.25).map(([left, right]) => {
      return { x: left, y: top, width: right - left, height: bottom - top };
    }),
  );
  if (places.length !== PORTRAITS)
    throw new Error(`The sheet of portraits was cut into ${places.length} pieces, not ${PORTRAITS}.`);
  return places;
}

/** How many portraits have the middle of a frame in them, and how many frames are more than one for each of these. */
export function countFound(places: readonly Box[], faces: readonly Face[]): { found: number; surplus: number } {
  const found = places.filter((place) => faces.some(({ box }) => contains(place, box))).length;
  return { found, surplus: faces.length - found };
}

function contains(place: Box, { x, y, width, height }: Box): boolean {
  const [across, down] = [x + width / 2 - place.x, y + height / 2 - place.y];
  return across >= 0 && across < place.width && down >= 0 && down < place.height;
}

function share(length: number, holds: (index: number) => boolean): number {
  return Array.from({ length }, (_, index) => holds(index)).filter(Boolean).length / length;
}

/** The longest runs of indices for which it holds, the end exclusive. */
function runs(length: number, holds: (index: number) => boolean): [number, number][] {
  const found: [number, number][] = [];
  for (let index = 0, start = -1; index <= length; index++) {
    const inside = index < length && holds(index);
    if (inside && start < 0) start = index;
    if (!inside && start >= 0) {
      found.push([start, index]);
      start = -1;
    }
  }
  return found;
}
