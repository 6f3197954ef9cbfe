import * as z from 'zod';
import { platform } from '#platform';
import { InputError } from '../errors/errors.js';
import { validate } from '../errors/validate.js';
import type { Image } from '../image/image.js';
import type { Photo } from '../image/photo.js';
import type { FileSource } from '../platform/port.js';
import type { PhotoGate } from './photo-gate.js';

/** A photo: a file's path or `file:` URL, the bytes of a file (JPEG, PNG, WebP, AVIF, TIFF, GIF) or pixels. */
export type PhotoSource = FileSource | Image;

const imageSchema = z
  .object({
    width: z.int('expected a whole number of pixels').positive('expected at least 1 pixel'),
    height: z.int('expected a whole number of pixels').positive('expected at least 1 pixel'),
    data: z.instanceof(Uint8Array, { error: 'expected a Uint8Array' }),
  })
  .refine(({ width, height, data }) => data.length === width * height * 3, {
    error: 'expected width · height · 3 bytes of RGB',
    path: ['data', 'length'],
  });

/**
 * Works on a photo's pixels, upright, which are decoded in its turn.
 *
 * @throws InputError where it cannot be read, or is none
 */
export async function withPhoto<Result>(
  source: PhotoSource,
  gate: PhotoGate,
  signal: AbortSignal | undefined,
  work: (image: Image) => Promise<Result>,
): Promise<Result> {
  if (!isFile(source)) return work(pixelsOf(source));
  const { admit, leave } = await gate.enter();
  try {
    signal?.throwIfAborted();
    return await work(await platform.readImage(source, { admit }));
  } finally {
    leave();
  }
}

function pixelsOf(source: Image): Image {
  if (typeof source !== 'object' || source === null) {
    throw new InputError(
      `photo: expected a path, a URL, a Blob, bytes (Uint8Array, ArrayBuffer) or pixels ({ width, height, data }), received ${source}.`,
    );
  }
  return validate(imageSchema, source, (path) => `image.${path}`);
}

/** What is to be looked at of a photo. */
export interface Looks {
  readonly frames: readonly {
    readonly width: number;
    readonly height: number;
    /** All that can be seen of it; decoded into colours when it is asked for. */
    views(): Promise<readonly Image[]>;
  }[];
  readonly warnings: readonly string[];
}

/** What is to be looked at of a photo that is decoded. */
export function looksAt(photo: Photo): Looks {
  const frames = photo.frames.map(({ width, height }, frame) => ({
    width,
    height,
    views: () => platform.viewsOf(photo, frame),
  }));
  return { frames, warnings: photo.warnings };
}

/**
 * Looks at all that a photo shows, which is decoded in its turn.
 *
 * @throws InputError where it cannot be read, or is none
 */
export async function withLooks<Result>(
  source: PhotoSource,
  gate: PhotoGate,
  { name, signal }: { readonly name?: string | undefined; readonly signal?: AbortSignal | undefined },
  work: (looks: Looks) => Promise<Result>,
): Promise<Result> {
  if (!isFile(source)) {
    const image = pixelsOf(source);
    const { width, height } = image;
    return work({ frames: [{ width, height, views: async () => [image] }], warnings: [] });
  }
  const { admit, leave } = await gate.enter();
  try {
    signal?.throwIfAborted();
    return await work(looksAt(await platform.decodePhoto(source, { admit, ...(name !== undefined && { name }) })));
  } finally {
    leave();
  }
}

function isFile(source: PhotoSource): source is FileSource {
  return typeof source === 'string' || [URL, Uint8Array, ArrayBuffer, Blob].some((kind) => source instanceof kind);
}
