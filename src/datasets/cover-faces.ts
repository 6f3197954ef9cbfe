import { area, type Box, intersection, size as sizeOf } from '../geometry/box.js';
import { index, type Random, uniform } from '../random/random.js';
import type { CropFace } from './crop-faces.js';
import type { CropSettings } from './crop-settings.js';

/** The part of a crop that shows the photo, in pixels: from the first to behind the last. */
export interface Shown {
  readonly columns: readonly [number, number];
  readonly rows: readonly [number, number];
}

/** Another face of which more than this is covered by accident is ignored: it may be gone. */
const MOST_COVERED = 0.6;

/** How often a place without faces is looked for, to take what covers from. */
const ATTEMPTS = 8;

/**
 * Covers one side of some faces with a piece of the same crop that shows no face, in place: most of the large faces that a
 * detector is unsure of are half behind a hand, a placard, or somebody else. Random pieces in place of plain ones after
 * Zhong et al. 2020, *Random erasing data augmentation*; a piece of the photo has the photo's own grain and light.
 *
 * @param planes `[3, size, size]`, 0 to 255
 * @returns the faces; others of which too little is left are ignored
 */
export function coverFaces(
  planes: Float32Array,
  size: number,
  shown: Shown,
  faces: readonly CropFace[],
  random: Random,
  settings: Pick<CropSettings, 'coverChance' | 'coverLeast' | 'coverShare'>,
): readonly CropFace[] {
  const { coverChance, coverLeast, coverShare } = settings;
  if (coverChance === 0) return faces;
  const covers: { face: CropFace; cover: Box }[] = [];
  for (const face of faces) {
    if (face.ignore || sizeOf(face.box) < coverLeast || random() >= coverChance) continue;
    const cover = inside(besides(face.box, uniform(random, ...coverShare), random), shown);
    const source = cover && placeWithoutFaces(cover, faces, shown, random);
    if (!source) continue;
    copy(planes, size, source, cover, random() < 0.5);
    covers.push({ face, cover });
  }
  const isGone = (face: CropFace) =>
    covers.some((one) => one.face !== face && intersection(one.cover, face.box) > MOST_COVERED * area(face.box));
  return faces.map((face) => (isGone(face) ? { ...face, ignore: true } : face));
}

/** A box over `share` of one side of a face, and some way beyond it. */
function besides(face: Box, share: number, random: Random): Box {
  const side = index(random, 4);
  const beyond = uniform(random, 0, 1);
  const [before, after] = [uniform(random, 0, 0.5), uniform(random, 0, 0.5)];
  const along = (start: number, length: number) => ({
    start: start - before * length,
    length: (1 + before + after) * length,
  });
  const across = (start: number, length: number) => ({
    start: side % 2 === 0 ? start - beyond * length : start + (1 - share) * length,
    length: (share + beyond) * length,
  });
  const x = (side < 2 ? across : along)(face.x, face.width);
  const y = (side < 2 ? along : across)(face.y, face.height);
  return { x: x.start, y: y.start, width: x.length, height: y.length };
}

/** The box in whole pixels of what is shown; undefined where nothing is left. */
function inside({ x, y, width, height }: Box, { columns, rows }: Shown): Box | undefined {
  const [left, right] = [Math.max(columns[0], Math.round(x)), Math.min(columns[1], Math.round(x + width))];
  const [top, bottom] = [Math.max(rows[0], Math.round(y)), Math.min(rows[1], Math.round(y + height))];
  return right > left && bottom > top ? { x: left, y: top, width: right - left, height: bottom - top } : undefined;
}

/** As large a box somewhere else that touches no face, those that are ignored included. */
function placeWithoutFaces(
  { width, height }: Box,
  faces: readonly CropFace[],
  { columns, rows }: Shown,
  random: Random,
): Box | undefined {
  for (let attempt = 0; attempt < ATTEMPTS; attempt += 1) {
    const x = Math.floor(uniform(random, columns[0], columns[1] - width + 1));
    const y = Math.floor(uniform(random, rows[0], rows[1] - height + 1));
    const place = { x, y, width, height };
    if (faces.every(({ box }) => intersection(box, place) === 0)) return place;
  }
  return undefined;
}

/** Copies a box of pixels, as a rectangle or as the ellipse in it. */
function copy(planes: Float32Array, size: number, from: Box, { x, y, width, height }: Box, round: boolean): void {
  const plane = size * size;
  for (let row = 0; row < height; row += 1) {
    const v = (2 * (row + 0.5)) / height - 1;
    const reach = round ? (width / 2) * (1 - Math.sqrt(1 - v * v)) : 0;
    const [left, right] = [Math.round(reach), Math.round(width - reach)];
    for (let channel = 0; channel < planes.length; channel += plane) {
      const source = channel + (from.y + row) * size + from.x;
      planes.copyWithin(channel + (y + row) * size + x + left, source + left, source + right);
    }
  }
}
