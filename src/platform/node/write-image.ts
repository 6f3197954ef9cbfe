import { extname } from 'node:path';
import sharp from 'sharp';
import { InputError } from '../../errors/errors.js';
import type { Image } from '../../image/image.js';
import { writeFileAtomically } from '../../runtime/files.js';

/** Formats that can be written, by the endings of their files. */
const FORMATS = {
  jpg: 'jpeg',
  jpeg: 'jpeg',
  png: 'png',
  webp: 'webp',
  avif: 'avif',
  tif: 'tiff',
  tiff: 'tiff',
  gif: 'gif',
} as const;

/** A format that can be written, as sharp calls it. */
export type WrittenFormat = (typeof FORMATS)[keyof typeof FORMATS];

/** What the metadata of a written picture say. */
export interface Description {
  readonly description?: string;
}

/**
 * Writes a picture to a file; its ending (.jpg, .png, .webp, …) says in which format. Thin lines keep their colour:
 * chroma is not subsampled.
 *
 * @param file its path
 * @param image what to write
 * @param options how
 * @param options.description what the file's metadata say of the picture
 * @throws InputError that names the file where it cannot be written
 * @example
 * await writeImage('small.png', await readImage('crowd.jpg', { maxPixels: 1e6 }));
 */
export async function writeImage(file: string, image: Image, options: Description = {}): Promise<void> {
  await writeFileAtomically(file, await encodeImage(formatOf(file), image, options));
}

/** As `writeImage`, to the bytes of a file of a format. */
export async function encodeImage(
  format: WrittenFormat,
  { width, height, data }: Image,
  { description }: Description = {},
): Promise<Uint8Array> {
  const picture = sharp(data, { raw: { width, height, channels: 3 }, limitInputPixels: false });
  if (description !== undefined) picture.withExif({ IFD0: { ImageDescription: description } });
  const lossy = format === 'jpeg' ? { quality: 92, chromaSubsampling: '4:4:4' } : {};
  return await picture.toFormat(format, lossy).toBuffer();
}

/** The format that a file's ending names. Throws `InputError` where it names none that can be written. */
export function formatOf(file: string): WrittenFormat {
  const ending = extname(file).slice(1).toLowerCase();
  if (ending in FORMATS) return FORMATS[ending as keyof typeof FORMATS];
  throw new InputError(
    `${file}: no picture can be written in the format of this ending; expected ${Object.keys(FORMATS).join(', ')}.`,
  );
}
