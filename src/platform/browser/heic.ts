import { InputError, messageOf } from '../../errors/errors.js';

/** `heic-decode`, as far as it is used here. */
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

let load: (() => Promise<{ readonly default: HeicDecoder }>) | undefined;

/**
 * Has HEIC photos, which most browsers do not show, decoded by `heic-decode`: WebAssembly of 1.5 MB under another licence than
 * farface's (LGPL), which is installed beside it and is loaded when the first such photo is opened. Browsers that show HEIC
 * themselves (Safari) go on doing so.
 *
 * @param decoder loads the decoder
 * @example
 * decodeHeicWith(() => import('heic-decode'));
 */
export function decodeHeicWith(decoder: () => Promise<{ readonly default: HeicDecoder }>): void {
  load = decoder;
}

/** @throws InputError that begins with `name` where there is no decoder, or where the file shows more than one picture */
export async function decodeHeic(file: Uint8Array, name: string): Promise<ImageBitmap> {
  if (!load) {
    throw new InputError(
      `${name}: is HEIC, which this browser does not show. Convert it to JPEG, or give farface a decoder: decodeHeicWith(() => import('heic-decode')).`,
    );
  }
  const decoder = await load().catch((error: unknown) => {
    throw new InputError(`${name}: is HEIC, and its decoder cannot be loaded: ${messageOf(error)}`);
  });
  const pictures = await decoder.default.all({ buffer: file }).catch((error: unknown) => {
    throw new InputError(`${name}: is HEIC that cannot be decoded: ${messageOf(error)}. Convert it to JPEG.`);
  });
  try {
    const [picture, ...others] = pictures;
    if (!picture || others.length > 0) {
      throw new InputError(`${name}: has ${pictures.length} pictures; expected one. Split it into one file a picture.`);
    }
    const { width, height, data } = await picture.decode().catch((error: unknown) => {
      throw new InputError(`${name}: is damaged or cut off and cannot be decoded: ${messageOf(error)}`);
    });
    return await createImageBitmap(new ImageData(Uint8ClampedArray.from(data), width, height));
  } finally {
    pictures.dispose();
  }
}
