import sharp from 'sharp';
import type { Image } from './image.js';

/** The picture scaled to `width` × `height`, averaged where it shrinks, so that nothing flickers in or out. */
export async function resize(image: Image, width: number, height: number): Promise<Image> {
  if (width === image.width && height === image.height) return image;
  const { width: from, height: rows } = image;
  const data = await sharp(image.data, { raw: { width: from, height: rows, channels: 3 }, limitInputPixels: false })
    .resize(width, height, { fit: 'fill', kernel: 'linear' })
    .raw()
    .toBuffer();
  return { width, height, data };
}
