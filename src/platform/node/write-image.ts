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
export async function writeImage(file: string, image: Image, options: Description = {}): Promise<void> {
  const picture = open(image, options);
  if (/\.jpe?g$/i.test(file)) picture.jpeg(JPEG);
  await picture.toFile(file);
}

/** As `writeImage`, to the bytes of a file of a format. */
export async function encodeImage(
  format: 'png' | 'jpeg',
  image: Image,
  options: Description = {},
): Promise<Uint8Array> {
  const picture = open(image, options);
  return await (format === 'jpeg' ? picture.jpeg(JPEG) : picture.png()).toBuffer();
}

interface Description {
  readonly description?: string;
}

const JPEG = { quality: 92, chromaSubsampling: '4:4:4' } as const;

function open({ width, height, data }: Image, { description }: Description) {
  const picture = sharp(data, { raw: { width, height, channels: 3 }, limitInputPixels: false });
  return description === undefined ? picture : picture.withExif({ IFD0: { ImageDescription: description } });
}
