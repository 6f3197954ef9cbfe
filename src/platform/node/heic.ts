import type { Metadata } from 'sharp';
import { InputError, messageOf } from '../../errors/errors.js';
import { Frame, type Photo, type Writing } from '../../image/photo.js';
import { MAX_PIXELS } from '../port.js';
import { propertiesOf } from './photo-header.js';

/** HEIC is not written: as fine as phones write JPEGs. */
const WRITING: Writing = { format: 'jpeg', quality: 92, chromaSubsampling: '4:2:0', progressive: false };

const LAYOUT = { color: 'rgb', channels: 3, hasAlpha: false, bits: 8 } as const;

/** As `heic-decode` has it. */
export interface HeicDecoder {
  all(source: { readonly buffer: Uint8Array }): Promise<
    readonly {
      readonly width: number;
      readonly height: number;
      /** RGBA, 8 bits. */
      decode(): Promise<{ readonly width: number; readonly height: number; readonly data: Uint8ClampedArray }>;
    }[] & { dispose(): void }
  >;
}

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
  const pictures = await heic.all({ buffer: file }).catch((error: unknown) => {
    throw new InputError(`${name}: is HEIC that cannot be decoded: ${messageOf(error)}. Convert it to JPEG.`);
  });
  try {
    const [picture, ...others] = pictures;
    if (!picture || others.length > 0) {
      throw new InputError(`${name}: has ${pictures.length} pictures; expected one. Split it into one file a picture.`);
    }
    if (picture.width * picture.height > MAX_PIXELS) {
      throw new InputError(
        `${name}: has ${picture.width} × ${picture.height} pixels, which is too much; scale it down.`,
      );
    }
    const { icc } = header;
    const { width, height, data } = await picture.decode().catch((error: unknown) => {
      throw new InputError(`${name}: is damaged or cut off and cannot be decoded: ${messageOf(error)}`);
    });
    const rgb = new Uint8Array(width * height * 3);
    for (let from = 0, to = 0; to < rgb.length; from += 4, to += 3) {
      if (data[from + 3] !== 255) {
        throw new InputError(`${name}: is HEIC with transparency, which cannot be written again. Convert it to PNG.`);
      }
      rgb[to] = data[from]!;
      rgb[to + 1] = data[from + 1]!;
      rgb[to + 2] = data[from + 2]!;
    }
    const frames = [new Frame(width, height, LAYOUT, rgb, icc)];
    return { writing: WRITING, frames, properties: propertiesOf(header), warnings: [] };
  } finally {
    pictures.dispose();
  }
}
