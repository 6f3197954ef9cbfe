import type { Box } from '../../geometry/box.js';
import type { Region } from './region.js';
import type { Point } from './view.js';

/** A corner of a box by which it can be resized. */
export type Corner = 'nw' | 'ne' | 'sw' | 'se';

export const CORNERS: readonly Corner[] = ['nw', 'ne', 'sw', 'se'];

/** CSS pixels from a mask to the handles around it, so that they hide nothing of a small face. */
const PADDING = 7;

/** CSS pixels: masks that are smaller on the screen have no handles; zooming in brings them. */
const SMALL = 24;

/** CSS pixels that each side of a mask has at least when it is drawn or resized: smaller ones nobody would see. */
const LEAST = 8;

/** Half a finger in CSS pixels: what can be hit is 24 pixels wide at least (WCAG 2.2, 2.5.8). */
const REACH = 12;

/**
 * The region under a point of the photo: of those that contain it the smallest, else the one whose edge is nearest, within
 * half a finger.
 *
 * @param scale CSS pixels a pixel of the photo
 */
export function regionAt<Item extends Pick<Region, 'box'>>(
  regions: readonly Item[],
  point: Point,
  scale: number,
): Item | undefined {
  let best: Item | undefined;
  let least = Number.POSITIVE_INFINITY;
  for (const region of regions) {
    const away = distance(region.box, point) * scale;
    if (away > REACH) continue;
    // Any that contains the point goes before those that are only near it.
    const rank = away > 0 ? away : -1 / (region.box.width * region.box.height);
    if (rank < least) [best, least] = [region, rank];
  }
  return best;
}

/** The smallest region that the point lies in. */
export function regionAround<Item extends Pick<Region, 'box'>>(
  regions: readonly Item[],
  point: Point,
): Item | undefined {
  return regionAt(
    regions.filter(({ box }) => distance(box, point) === 0),
    point,
    1,
  );
}

/** The box of a mask with room for its handles; undefined where the mask is too small on the screen to have any. */
export function handlesAround(mask: Box, scale: number): Box | undefined {
  if (Math.min(mask.width, mask.height) * scale < SMALL) return undefined;
  return padded(mask, scale);
}

/** A box that is larger by the room between a mask and its frame. */
export function padded({ x, y, width, height }: Box, scale: number): Box {
  const away = PADDING / scale;
  return { x: x - away, y: y - away, width: width + 2 * away, height: height + 2 * away };
}

/** The box, grown about its middle where a side is too small to be seen at this scale. */
export function seeable({ x, y, width, height }: Box, scale: number): Box {
  const [right, below] = [width, height].map((side) => Math.max(0, LEAST / scale - side));
  return { x: x - right! / 2, y: y - below! / 2, width: width + right!, height: height + below! };
}

/** The corner of the box under a point. */
export function cornerAt(box: Box, point: Point, scale: number): Corner | undefined {
  return CORNERS.find((corner) => {
    const { x, y } = cornerOf(box, corner);
    return Math.hypot(x - point.x, y - point.y) * scale <= REACH;
  });
}

export function cornerOf({ x, y, width, height }: Box, corner: Corner): Point {
  return { x: corner.endsWith('e') ? x + width : x, y: corner.startsWith('s') ? y + height : y };
}

/** The box between two points, one pixel at least. */
export function boxBetween(from: Point, to: Point): Box {
  return {
    x: Math.min(from.x, to.x),
    y: Math.min(from.y, to.y),
    width: Math.max(1, Math.abs(from.x - to.x)),
    height: Math.max(1, Math.abs(from.y - to.y)),
  };
}

/** The corner across. */
export function opposite(corner: Corner): Corner {
  return { nw: 'se', ne: 'sw', sw: 'ne', se: 'nw' }[corner] as Corner;
}

function distance({ x, y, width, height }: Box, point: Point): number {
  return Math.hypot(Math.max(x - point.x, 0, point.x - x - width), Math.max(y - point.y, 0, point.y - y - height));
}
