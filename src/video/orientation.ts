import type { Box } from '../geometry/box.js';
import type { Image } from '../image/image.js';

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

/** The picture upright. */
export function upright(image: Image, orientation: Orientation): Image {
  const { rotation, flip } = orientation;
  if (rotation === 0 && !flip) return image;
  const { width, height } = uprightSize(image.width, image.height, orientation);
  const data = new Uint8Array(image.data.length);
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      const across = flip ? width - 1 - x : x;
      const from = sampleAt(across, y, image, rotation);
      const to = 3 * (y * width + x);
      data[to] = image.data[from]!;
      data[to + 1] = image.data[from + 1]!;
      data[to + 2] = image.data[from + 2]!;
    }
  }
  return { width, height, data };
}

function sampleAt(x: number, y: number, { width, height }: Image, rotation: Orientation['rotation']): number {
  if (rotation === 0) return 3 * (y * width + x);
  if (rotation === 90) return 3 * ((height - 1 - x) * width + y);
  if (rotation === 180) return 3 * ((height - 1 - y) * width + width - 1 - x);
  return 3 * (x * width + width - 1 - y);
}
