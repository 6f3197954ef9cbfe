import type { Metadata } from 'sharp';
import { InputError } from '../../errors/errors.js';
import { Frame, type Photo, type Writing } from '../../image/photo.js';
import { type HeicDecoder, onlyPicture } from '../heic.js';
import { propertiesOf } from './photo-header.js';

/** HEIC is not written: as fine as phones write JPEGs. */
const WRITING: Writing = { format: 'jpeg', quality: 92, chromaSubsampling: '4:2:0', progressive: false };

const LAYOUT = { color: 'rgb', channels: 3, hasAlpha: false, bits: 8 } as const;

/** Undefined where it is not installed. Bundlers go on without it, as the import is tried. */
async function load(): Promise<HeicDecoder | undefined> {
  try {
    return (await import('heic-decode')).default;
  } catch {
    return undefined;
  }
}

/**
 * Decodes a HEIC photo with `heic-decode`, which is installed beside farface, as its licence (LGPL) is another one. It comes
 * upright, in the colours that its profile says, and is written as JPEG.
 *
 * @param decoder gives the decoder; tests give others
 * @throws InputError that begins with `name` where there is no decoder, or where the file shows more than one opaque picture
 */
export async function decodeHeic(
  file: Uint8Array,
  header: Pick<Metadata, 'icc' | 'density' | 'exif' | 'xmp' | 'iptc'>,
  name: string,
  decoder: () => Promise<HeicDecoder | undefined> = load,
): Promise<Photo> {
  const heic = await decoder();
  if (!heic) {
    throw new InputError(
      `${name}: is HEIC, and its decoder is not installed. Run npm install heic-decode (beside farface: with -g where that is so), or convert the photo to JPEG.`,
    );
  }
  const { width, height, data } = await onlyPicture(heic, file, name);
  const rgb = new Uint8Array(width * height * 3);
  for (let from = 0, to = 0; to < rgb.length; from += 4, to += 3) {
    if (data[from + 3] !== 255) {
      throw new InputError(`${name}: is HEIC with transparency, which cannot be written again. Convert it to PNG.`);
    }
    rgb[to] = data[from]!;
    rgb[to + 1] = data[from + 1]!;
    rgb[to + 2] = data[from + 2]!;
  }
  const frames = [new Frame(width, height, LAYOUT, rgb, header.icc)];
  return { writing: WRITING, frames, properties: propertiesOf(header), warnings: [] };
}
