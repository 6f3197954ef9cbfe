import { platform } from '#platform';
import type { Photo, Writing } from '../image/photo.js';
import { VerificationError, verifyRedaction } from './check-redaction.js';
import { withMetadata } from './metadata.js';
import type { RedactSettings } from './options.js';
import type { HiddenRegion } from './region.js';

/** A photo with everything painted that is to be hidden, and the file that it came from. */
export interface PaintedPhoto {
  readonly file: Uint8Array;
  readonly photo: Photo;
  readonly regions: readonly HiddenRegion[];
  readonly settings: RedactSettings;
  readonly name: string;
}

/** A file that was read back: it shows what it must. */
export interface WrittenPhoto {
  readonly data: Uint8Array;
  readonly format: Writing['format'];
  /** What it shows, decoded from `data`. */
  readonly photo: Photo;
}

/**
 * Encodes a photo as it was, and reads it back. Where its own quality is so low that colours run into the masks, it is
 * written more finely.
 *
 * @throws InputError where what is read back is not what was painted
 */
export async function writeRedaction(painted: PaintedPhoto): Promise<WrittenPhoto> {
  const { writing } = painted.photo;
  try {
    return await write(painted, writing);
  } catch (error) {
    const finer = finerThan(writing);
    if (!(error instanceof VerificationError) || !finer) throw error;
    return await write(painted, finer);
  }
}

async function write({ file, photo, regions, settings, name }: PaintedPhoto, writing: Writing): Promise<WrittenPhoto> {
  const { frames } = photo;
  const encoded = await platform.encodePhoto(photo, writing, name);
  const data = withMetadata(encoded, writing.format, { name, file, photo }, settings.keepMetadata);
  return {
    data,
    format: writing.format,
    photo: await verifyRedaction(data, { writing, frames, regions, settings }, name),
  };
}

/** As fine as the format can be written; undefined where it was. */
function finerThan(writing: Writing): Writing | undefined {
  switch (writing.format) {
    case 'jpeg':
      return { ...writing, quality: Math.max(writing.quality, 96), chromaSubsampling: '4:4:4' };
    case 'webp':
    case 'heif':
      return { ...writing, quality: 'lossless' };
    case 'tiff':
      return { ...writing, pages: writing.pages.map(() => 'deflate' as const) };
    default:
      return undefined;
  }
}
