import type { Image } from '../../image/image.js';
import type { DecodeOptions, FileSource } from '../port.js';
import { nameOf, readBytes } from './bytes.js';
import { pixelsOf } from './canvas.js';
import { decodeBitmap, pictureFormatOf } from './decode-bitmap.js';

/**
 * Reads a picture file (JPEG, PNG, WebP, AVIF, GIF, BMP; HEIC where the browser shows it, or see `decodeHeicWith`): upright
 * (EXIF orientation applied), 8-bit sRGB (embedded profiles are honoured), transparency laid on white.
 *
 * @throws InputError that names the picture where it cannot be fetched or decoded, has several frames or more than `maxPixels`,
 * or where the browser gives out other pixels than it shows
 * @example
 * const input = document.querySelector('input');
 * const { width, height, data } = await readImage(input!.files![0]!);
 */
export async function readImage(source: FileSource, options: DecodeOptions = {}): Promise<Image> {
  const { name = nameOf(source) } = options;
  const file = await readBytes(source, name);
  const bitmap = await decodeBitmap(file, pictureFormatOf(file, name), name, options);
  try {
    return pixelsOf(bitmap);
  } finally {
    bitmap.close();
  }
}
