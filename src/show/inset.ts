import { type Box, clip } from '../geometry/box.js';
import { extremesOf } from '../geometry/extremes.js';
import type { PhotoVerdict } from './verdicts.js';

/** The smallest faces of a photo are those up to this many times as tall as the smallest one. */
const SMALL = 1.5;
/** Sides of the part that is enlarged, in heights of its smallest face. */
const HEIGHTS = 9;
/** Fewer pixels than this say nothing about where one is. */
const LEAST = 48;
/** A photo of which this share would be enlarged needs no inset. */
const MOST = 0.6;

/**
 * The square of a photo to enlarge: around one of the smallest faces that are judged, missed ones before found ones,
 * with as many others of the smallest in it as can be. Undefined where the photo has none, or shows them large anyway.
 */
export function insetOf({ faces }: PhotoVerdict, width: number, height: number): Box | undefined {
  const judged = faces.filter(({ verdict }) => verdict !== 'not judged');
  const missed = judged.filter(({ verdict }) => verdict === 'missed');
  const boxes = (missed.length > 0 ? missed : judged).map(({ face }) => face.box).filter((box) => box.height > 0);
  if (boxes.length === 0) return undefined;
  const [least] = extremesOf(boxes.map((box) => box.height));
  const small = boxes.filter((box) => box.height <= least * SMALL);
  const side = Math.max(LEAST, least * HEIGHTS);
  if (side > Math.min(width, height) * MOST) return undefined;

  let best: Box | undefined;
  let most = 0;
  for (const { x, y, width: faceWidth, height: faceHeight } of small) {
    const square = inside(
      { x: x + faceWidth / 2 - side / 2, y: y + faceHeight / 2 - side / 2, width: side, height: side },
      width,
      height,
    );
    const count = small.filter((box) => contains(square, box)).length;
    if (count <= most) continue;
    best = square;
    most = count;
  }
  return best;
}

/** The square moved into the photo. */
function inside(square: Box, width: number, height: number): Box {
  const x = Math.round(Math.min(Math.max(square.x, 0), width - square.width));
  const y = Math.round(Math.min(Math.max(square.y, 0), height - square.height));
  return clip({ ...square, x, y, width: Math.floor(square.width), height: Math.floor(square.height) }, width, height);
}

function contains(outer: Box, { x, y, width, height }: Box): boolean {
  return x >= outer.x && y >= outer.y && x + width <= outer.x + outer.width && y + height <= outer.y + outer.height;
}
