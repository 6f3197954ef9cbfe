import sharp from 'sharp';
import { readBytes } from '../platform/node/bytes.js';
import { hash, type Identity, marksOf } from './file-identity.js';

/** What stands for standard input where a photo is named. */
export const STANDARD_INPUT = '-';

/** The bytes of a photo's file, and what the file was before they were read. */
export interface PhotoFile {
  readonly bytes: Uint8Array;
  /** Undefined of standard input, which cannot be asked again. */
  readonly identity?: Identity;
}

/**
 * Reads a photo's file, or standard input.
 *
 * @throws InputError that names it where it cannot be read
 * @example
 * const { bytes, identity } = await readPhotoFile({ path: 'crowd.jpg', name: 'crowd.jpg' });
 */
export async function readPhotoFile({
  path,
  name,
}: {
  readonly path: string;
  readonly name: string;
}): Promise<PhotoFile> {
  if (path === STANDARD_INPUT) {
    const chunks: Buffer[] = [];
    for await (const chunk of process.stdin as AsyncIterable<Buffer>) chunks.push(chunk);
    return { bytes: Buffer.concat(chunks) };
  }
  // Before it is read: whoever changes it from now on makes it another photo. What is not there is told when it is read.
  const marks = await marksOf(path).catch(() => undefined);
  const bytes = await readBytes(path, name);
  return { bytes, ...(marks && { identity: { ...marks, sha256: hash(bytes) } }) };
}

/**
 * Pixels that a photo has once it is decoded, all its frames; 0 where its header cannot be read.
 *
 * @example
 * const pixels = await pixelsOf({ path: 'crowd.jpg' }); // 786432 of 1024 × 768
 */
export async function pixelsOf({ path, video }: { readonly path: string; readonly video?: true }): Promise<number> {
  // Of a video few pictures are in memory at once.
  if (path === STANDARD_INPUT || video) return 0;
  const header = await sharp(path, { limitInputPixels: false })
    .metadata()
    .catch(() => undefined);
  return header ? header.width * header.height * (header.pages ?? 1) : 0;
}
