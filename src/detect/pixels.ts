import { BEYOND, type Image } from '../image/image.js';
import type { Tile } from './tiles.js';

/**
 * The tile's pixels, `[height, width, 3]`; the image's own, not a copy, where the tile is the image.
 *
 * @param room gives memory for so many bytes
 */
export function cutTile(
  image: Image,
  { x, y, width, height }: Tile,
  room: (length: number) => Uint8Array = (length) => new Uint8Array(length),
): Uint8Array {
  if (width === image.width && height === image.height) return image.data;
  const filledWidth = Math.min(width, image.width - x);
  const filledHeight = Math.min(height, image.height - y);
  const pixels = room(width * height * 3);
  if (filledWidth < width || filledHeight < height) pixels.fill(BEYOND);
  for (let row = 0; row < filledHeight; row++) {
    const start = ((y + row) * image.width + x) * 3;
    pixels.set(image.data.subarray(start, start + filledWidth * 3), row * width * 3);
  }
  return pixels;
}
