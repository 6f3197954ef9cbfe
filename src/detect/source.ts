import { z } from 'zod';
import { validate } from '../errors/validate.js';
import type { Image } from '../image/image.js';
import { readImage } from '../image/read.js';

/** A photo: a file's path, the bytes of a file (JPEG, PNG, WebP, AVIF, TIFF, GIF) or pixels. */
export type PhotoSource = string | Uint8Array | Image;

const imageSchema = z
  .object({
    width: z.int('expected a whole number of pixels').positive('expected at least 1 pixel'),
    height: z.int('expected a whole number of pixels').positive('expected at least 1 pixel'),
    data: z.instanceof(Uint8Array, { error: 'expected a Uint8Array' }),
  })
  .refine(({ width, height, data }) => data.length === width * height * 3, {
    error: 'expected width · height · 3 bytes of RGB',
    path: ['data', 'length'],
  });

/** The photo's pixels, upright. Throws `InputError` where it cannot be read. */
export async function toImage(source: PhotoSource): Promise<Image> {
  if (typeof source === 'string' || source instanceof Uint8Array) return readImage(source);
  return validate(imageSchema, source, (path) => `image.${path}`);
}
