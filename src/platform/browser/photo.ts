import { InputError, messageOf } from '../../errors/errors.js';
import type { Image } from '../../image/image.js';
import { Frame, type Photo, type Writing } from '../../image/photo.js';
import { unseenPictures } from '../../image/unseen-pictures.js';
import { type DecodeOptions, type EncodedPhoto, type FileSource, MAX_PIXELS } from '../port.js';
import { nameOf, readBytes } from './bytes.js';
import { pixelsOf, readImage } from './read-image.js';

const RGB = { color: 'rgb', channels: 3, hasAlpha: false, bits: 8 } as const;

/** Formats that may have several frames, by how they begin. */
const ANIMATED: readonly (readonly [type: string, start: string, at: number])[] = [
  ['image/gif', 'GIF8', 0],
  ['image/webp', 'WEBP', 8],
  ['image/avif', 'ftypavi', 4],
];

/**
 * Decodes a picture file: all its frames, upright, in 8-bit sRGB on white.
 *
 * @throws InputError that names the picture where this browser cannot show all of it
 */
export async function decodePhoto(source: FileSource, options: Omit<DecodeOptions, 'maxPixels'> = {}): Promise<Photo> {
  const { name = nameOf(source) } = options;
  const file = await readBytes(source, name);
  const unseen = unseenPictures(file);
  if (unseen) throw new InputError(`${name}: has ${unseen}, which cannot be looked at. Convert it first.`);
  const images = (await framesOf(file, name)) ?? [await readImage(file, { ...options, name })];
  const frames = images.map(({ width, height, data }) => new Frame(width, height, RGB, data));
  return { frames, writing: { format: 'png', progressive: false }, tiff: new Uint8Array(), warnings: [] };
}

/** All that can be seen of a frame. */
export async function viewsOf({ frames }: Photo, frame: number): Promise<Image[]> {
  const { width, height, samples } = frames[frame]!;
  return [{ width, height, data: Uint8Array.from(samples) }];
}

/** @throws InputError always: browsers cannot write photos as they were */
export async function encodePhoto(_photo: Photo, { format }: Writing): Promise<EncodedPhoto> {
  throw new InputError(`A browser cannot write ${format} as it was: redact photos with the command or in Node.`);
}

/** The frames of an animation; undefined where the file is none. */
async function framesOf(file: Uint8Array, name: string): Promise<Image[] | undefined> {
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
        throw new InputError(`${name}: has ${count} frames of more than ${MAX_PIXELS} pixels together; split it first`);
      }
      images.push(pixelsOf(bitmap));
      bitmap.close();
    }
    return images;
  } catch (error) {
    if (error instanceof InputError) throw error;
    throw new InputError(`${name}: cannot be decoded by this browser: ${messageOf(error)}`);
  } finally {
    decoder.close();
  }
}
