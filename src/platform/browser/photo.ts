import { InputError } from '../../errors/errors.js';
import type { Image } from '../../image/image.js';
import { Frame, type Photo } from '../../image/photo.js';
import { formatOf } from '../../image/picture-format.js';
import { blankInvisible, transparencyOf, viewsOfRgba } from '../../image/transparency.js';
import { unseenPictures } from '../../image/unseen-pictures.js';
import type { DecodeOptions, FileSource } from '../port.js';
import { nameOf, readBytes } from './bytes.js';
import { pixelsOf, transparentPixelsOf } from './canvas.js';
import { decodeBitmap, pictureFormatOf } from './decode-bitmap.js';
import { framesOf } from './frames.js';
import { writingOf } from './photo-writing.js';
import { UnreadableError } from './unreadable.js';

const RGB = { color: 'rgb', channels: 3, hasAlpha: false, bits: 8 } as const;
const RGBA = { color: 'rgb', channels: 4, hasAlpha: true, bits: 8 } as const;

/** Of an animation, which no browser writes. */
const ANIMATION = { format: 'gif' } as const;

/** Formats in which nothing is transparent. */
const OPAQUE: ReadonlySet<string> = new Set(['jpeg', 'bmp']);

/**
 * Decodes a picture file: all its frames, upright, in 8-bit sRGB; those of an animation on white.
 *
 * @throws InputError that names the picture where this browser cannot show all of it
 */
export async function decodePhoto(source: FileSource, options: Omit<DecodeOptions, 'maxPixels'> = {}): Promise<Photo> {
  const { name = nameOf(source), admit } = options;
  const file = await readBytes(source, name);
  const unseen = unseenPictures(file);
  if (unseen) throw new InputError(`${name}: has ${unseen}, which cannot be looked at. Convert it first.`);
  const rest = { warnings: [] };
  const known = formatOf(file);
  const images = 'refusal' in known && known.refusal === 'several-frames' ? await framesOf(file, name) : undefined;
  if (images) {
    const frames = images.map(({ width, height, data }) => new Frame(width, height, RGB, data));
    return { frames, writing: ANIMATION, ...rest };
  }
  const format = pictureFormatOf(file, name);
  const bitmap = await decodeBitmap(file, format, name, { ...(admit && { admit }) });
  try {
    return { frames: [frameOf(bitmap, OPAQUE.has(format), name)], writing: await writingOf(file, format), ...rest };
  } finally {
    bitmap.close();
  }
}

/** @throws UnreadableError that begins with `name` where the browser has no memory for it */
function frameOf(bitmap: ImageBitmap, isOpaque: boolean, name: string): Frame {
  const { width, height } = bitmap;
  try {
    const rgba = isOpaque ? undefined : transparentPixelsOf(bitmap);
    if (!rgba) return new Frame(width, height, RGB, pixelsOf(bitmap).data);
    blankInvisible(rgba, RGBA);
    return new Frame(width, height, RGBA, rgba);
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    const message = `${name}: ${width} × ${height} pixels are more than this browser has memory for. Use the command, or scale it down.`;
    throw new UnreadableError(message, 'too-large');
  }
}

/** All that can be seen of a frame: one picture, or where it is transparent up to three. */
export async function viewsOf({ frames }: Photo, frame: number): Promise<Image[]> {
  const { width, height, samples, layout } = frames[frame]!;
  const bytes = samples instanceof Uint8Array ? samples : Uint8Array.from(samples);
  if (!layout.hasAlpha) return [{ width, height, data: bytes }];
  return viewsOfRgba(bytes, width, height, transparencyOf(bytes, layout));
}
