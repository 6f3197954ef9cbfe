import type { Box } from '../../geometry/box.js';
import type { Region } from './region.js';
import type { Point } from './view.js';

/** A corner of a box by which it can be resized. */
export type Corner = 'nw' | 'ne' | 'sw' | 'se';

export const CORNERS: readonly Corner[] = ['nw', 'ne', 'sw', 'se'];

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
