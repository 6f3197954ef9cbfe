import { messageOf } from '../../errors/errors.js';
import { type HeicDecoder, onlyPicture } from '../heic.js';
import { UnreadableError } from './unreadable.js';

let load: (() => Promise<{ readonly default: HeicDecoder }>) | undefined;

/**
 * Has HEIC photos, which most browsers do not show, decoded by `heic-decode`: WebAssembly of 1.5 MB under another licence than
 * farface's (LGPL), which is installed beside it and is loaded when the first such photo is opened. Browsers that show HEIC
 * themselves (Safari) go on doing so.
 *
 * @param decoder loads the decoder, once; a try that failed is made again with the next photo
 * @example
 * decodeHeicWith(() => import('heic-decode'));
 */
export function decodeHeicWith(decoder: () => Promise<{ readonly default: HeicDecoder }>): void {
  load = decoder;
}

/** @throws InputError that begins with `name` where there is no decoder, or where the file does not show one picture */
export async function decodeHeic(file: Uint8Array, name: string): Promise<ImageBitmap> {
  if (!load) {
    throw new UnreadableError(
      `${name}: is HEIC, which this browser does not show. Convert it to JPEG, or give farface a decoder: decodeHeicWith(() => import('heic-decode')).`,
      'heic',
    );
  }
  const decoder = await load().catch((error: unknown) => {
    throw new UnreadableError(`${name}: is HEIC, and its decoder cannot be loaded: ${messageOf(error)}`, 'heic');
  });
  const { width, height, data } = await onlyPicture(decoder.default, file, name);
  return await createImageBitmap(new ImageData(Uint8ClampedArray.from(data), width, height));
}
