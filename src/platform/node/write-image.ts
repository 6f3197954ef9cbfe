import sharp from 'sharp';
import type { Image } from '../../image/image.js';

/**
 * Writes a picture to a file; its ending (.jpg, .png, .webp, …) says in which format. Thin lines keep their colour:
 * chroma is not subsampled.
 *
 * @param file its path
 * @param image what to write
 * @param options how
 * @param options.description what the file's metadata say of the picture
 */
export async function writeImage(
  file: string,
  { width, height, data }: Image,
  { description }: { readonly description?: string } = {},
): Promise<void> {
  const picture = sharp(data, { raw: { width, height, channels: 3 }, limitInputPixels: false });
  if (/\.jpe?g$/i.test(file)) picture.jpeg({ quality: 92, chromaSubsampling: '4:4:4' });
  if (description !== undefined) picture.withExif({ IFD0: { ImageDescription: description } });
  await picture.toFile(file);
}
