import { InputError, messageOf } from '../errors/errors.js';
import { MAX_PIXELS } from './port.js';

/** `heic-decode`, as far as it is used here. */
export interface HeicDecoder {
  /** The pictures of a file, which are decoded one by one. */
  all(source: { readonly buffer: Uint8Array }): Promise<HeicPictures>;
}

/** The pictures of a HEIC file, upright. */
export interface HeicPictures extends ReadonlyArray<HeicEntry> {
  /** Frees what the decoder keeps of the file. */
  dispose(): void;
}

/** A picture of a HEIC file that is not decoded yet; its size in pixels. */
export interface HeicEntry {
  readonly width: number;
  readonly height: number;
  /** Its pixels. */
  decode(): Promise<HeicPicture>;
}

/** The pixels of a HEIC picture: RGBA, 8 bits, row by row from the upper left corner. */
export interface HeicPicture {
  readonly width: number;
  readonly height: number;
  readonly data: Uint8ClampedArray;
}

/**
 * The one picture of a HEIC file, upright.
 *
 * @throws InputError that begins with `name` where it is damaged, too large, or not one picture
 */
export async function onlyPicture(decoder: HeicDecoder, file: Uint8Array, name: string): Promise<HeicPicture> {
  const pictures = await decoder.all({ buffer: file }).catch((error: unknown) => {
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
    return await picture.decode().catch((error: unknown) => {
      throw new InputError(`${name}: is damaged or cut off and cannot be decoded: ${messageOf(error)}`);
    });
  } finally {
    pictures.dispose();
  }
}
