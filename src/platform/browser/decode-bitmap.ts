import { InputError, messageOf } from '../../errors/errors.js';
import { type Format, formatOf, type Refusal } from '../../image/picture-format.js';
import { statedSize } from '../../image/stated-size.js';
import { type DecodeOptions, MAX_PIXELS } from '../port.js';
import { decodeHeic } from './heic.js';
import { UnreadableError } from './unreadable.js';

/** What stands after a picture's name where it is not taken. */
const REFUSALS: Readonly<Record<Refusal, string>> = {
  empty: 'is empty; expected a picture file.',
  video: 'is a video; expected a picture file.',
  tiff: 'is TIFF, whose pages browsers do not show. Convert it to PNG or JPEG.',
  'several-frames': 'has several frames, of which this browser would show one. Split it first.',
  unknown: 'is no picture that farface reads in browsers: expected JPEG, PNG, WebP, AVIF, GIF, BMP or HEIC.',
};

/** @throws InputError that begins with `name` where a file is none that is known to show one picture */
export function pictureFormatOf(file: Uint8Array, name: string): Format {
  const known = formatOf(file);
  if ('refusal' in known) throw new InputError(`${name}: ${REFUSALS[known.refusal]}`);
  return known.format;
}

/**
 * Decodes a picture of one frame: upright (EXIF orientation applied), its profile honoured. The caller closes the bitmap.
 *
 * @throws InputError that begins with `name` where the browser cannot, or where it has more than `maxPixels`
 */
export async function decodeBitmap(
  file: Uint8Array,
  format: Format,
  name: string,
  { maxPixels = MAX_PIXELS, admit }: Pick<DecodeOptions, 'maxPixels' | 'admit'> = {},
): Promise<ImageBitmap> {
  const refuseOver = ({ width, height }: { width: number; height: number }) => {
    if (width * height <= maxPixels) return;
    const message = `${name}: has ${width} × ${height} pixels, more than the limit of ${maxPixels}; scale it down first.`;
    throw new UnreadableError(message, 'over-limit');
  };
  // Before memory is spent on it: a small file may be a picture of gigabytes.
  const stated = statedSize(file, format);
  if (stated) refuseOver(stated);
  // Blobs take no memory that threads share.
  const bytes =
    file.buffer instanceof ArrayBuffer
      ? new Uint8Array(file.buffer, file.byteOffset, file.length)
      : Uint8Array.from(file);
  // Safari goes by the type, as well, whether it can show HEIC.
  const blob = new Blob([bytes], format === 'heic' ? { type: 'image/heic' } : {});
  const own = await createImageBitmap(blob, { imageOrientation: 'from-image' }).catch((error: unknown) => {
    if (format === 'heic') return undefined;
    const message = `${name}: is damaged or cut off, and cannot be decoded by this browser: ${messageOf(error)}`;
    throw new UnreadableError(message, 'damaged');
  });
  const bitmap = own ?? (await decodeHeic(file, name));
  const { width, height } = bitmap;
  try {
    refuseOver(bitmap);
  } catch (error) {
    bitmap.close();
    throw error;
  }
  // What the browser keeps a bitmap in is its own; ours are the pixels.
  await admit?.(width * height);
  return bitmap;
}
