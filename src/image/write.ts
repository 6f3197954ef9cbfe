import sharp from 'sharp';
import type { Image } from './image.js';

/**
 * Writes a picture to a file; its ending (.jpg, .png, .webp, …) says in which format. Thin lines keep their colour:
 * chroma is not subsampled.
 */
export async function writeImage(file: string, { width, height, data }: Image): Promise<void> {
  const picture = sharp(data, { raw: { width, height, channels: 3 }, limitInputPixels: false });
  if (/\.jpe?g$/i.test(file)) picture.jpeg({ quality: 92, chromaSubsampling: '4:4:4' });
  await picture.toFile(file);
}
