import type { Box } from '../geometry/box.js';

/** How decoded pictures are turned to be upright: clockwise by quarters, then mirrored left to right. */
export interface Orientation {
  readonly rotation: 0 | 90 | 180 | 270;
  readonly flip: boolean;
}

/** The size of the upright picture. */
export function uprightSize(
  width: number,
  height: number,
  { rotation }: Orientation,
): { width: number; height: number } {
  return rotation % 180 === 0 ? { width, height } : { width: height, height: width };
}

/**
 * Where a box of the upright picture lies in the decoded one.
 *
 * @param width of the decoded picture, as `height`
 */
export function toDecoded(box: Box, width: number, height: number, orientation: Orientation): Box {
  const upright = uprightSize(width, height, orientation);
  const x = orientation.flip ? upright.width - box.x - box.width : box.x;
  const { y } = box;
  const turned = { width: box.height, height: box.width };
  switch (orientation.rotation) {
    case 0:
      return { ...box, x };
    case 90:
      return { x: y, y: height - x - box.width, ...turned };
    case 180:
      return { ...box, x: width - x - box.width, y: height - y - box.height };
    case 270:
      return { x: width - y - box.height, y: x, ...turned };
  }
}

/** Where the pixels of a decoded picture are in the upright one, row after row: (x, y) is number `first + x · right + y · below`. */
export interface Places {
  readonly first: number;
  readonly right: number;
  readonly below: number;
}

/** @param width of the decoded picture, as `height` */
export function placesOf(width: number, height: number, { rotation, flip }: Orientation): Places {
  const across = rotation % 180 === 0 ? width : height;
  const turned = {
    0: { first: 0, right: 1, below: across },
    90: { first: across - 1, right: across, below: -1 },
    180: { first: width * height - 1, right: -1, below: -across },
    270: { first: (width - 1) * across, right: -across, below: 1 },
  }[rotation];
  if (!flip || across === 1) return turned;
  // In a mirror image each row runs backwards: what went on by one goes back by one.
  const back = (step: number) => (Math.abs(step) === 1 ? -step : step);
  const row = Math.floor(turned.first / across);
  const first = row * across + (across - 1 - (turned.first % across));
  return { first, right: back(turned.right), below: back(turned.below) };
}
