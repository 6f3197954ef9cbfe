import { InputError, messageOf } from '../../errors/errors.js';
import type { Image } from '../../image/image.js';
import { MAX_PIXELS } from '../port.js';
import { pixelsOf } from './canvas.js';

/** Formats that may have several frames, by how they begin. */
const ANIMATED: readonly (readonly [type: string, start: string, at: number])[] = [
  ['image/gif', 'GIF8', 0],
  ['image/webp', 'WEBP', 8],
  ['image/avif', 'ftypavi', 4],
];

/**
 * The frames of an animation, on white; undefined where the file is none.
 *
 * @throws InputError that begins with `name` where the browser cannot show all of them
 */
export async function framesOf(file: Uint8Array, name: string): Promise<Image[] | undefined> {
  const text = String.fromCharCode(...file.subarray(0, 16));
  const type = ANIMATED.find(([, start, at]) => text.startsWith(start, at))?.[0];
  if (!type) return undefined;
  if (typeof ImageDecoder === 'undefined' || !(await ImageDecoder.isTypeSupported(type))) {
    throw new InputError(`${name}: may have several frames, which this browser does not tell. Use another one.`);
  }
  const decoder = new ImageDecoder({ type, data: Uint8Array.from(file) });
  try {
    await decoder.tracks.ready;
    await decoder.completed;
    const count = decoder.tracks.selectedTrack?.frameCount ?? 1;
    if (count === 1) return undefined;
    const images: Image[] = [];
    for (let frameIndex = 0; frameIndex < count; frameIndex++) {
      const { image } = await decoder.decode({ frameIndex });
      const bitmap = await createImageBitmap(image);
      image.close();
      if (bitmap.width * bitmap.height * count > MAX_PIXELS) {
        throw new InputError(
          `${name}: has ${count} frames of more than ${MAX_PIXELS} pixels together; split it first.`,
        );
      }
      images.push(pixelsOf(bitmap));
      bitmap.close();
    }
    return images;
  } catch (error) {
    if (error instanceof InputError) throw error;
    throw new InputError(`${name}: is damaged or cut off, and cannot be decoded by this browser: ${messageOf(error)}`);
  } finally {
    decoder.close();
  }
}
