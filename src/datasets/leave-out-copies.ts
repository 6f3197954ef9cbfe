import { InputError } from '../errors/errors.js';
import type { AnnotatedPhoto } from './annotations.js';
import { type DifferenceHash, differenceHash, hashDistance, SAME_PHOTO_BITS } from './difference-hash.js';

/** Whether a photo is one of those that are held out, but for its size, compression or colours. */
export function isSamePhoto(photo: DifferenceHash, heldOut: readonly DifferenceHash[]): boolean {
  return heldOut.some((hash) => hashDistance(photo, hash) <= SAME_PHOTO_BITS);
}

/** Hashes of photos, those that cannot be read left out: training leaves them out, too. */
export async function hashesOf(photos: readonly AnnotatedPhoto[]): Promise<DifferenceHash[]> {
  const hashes: DifferenceHash[] = [];
  for (const { path } of photos) hashes.push(...(await tryHash(path)));
  return hashes;
}

/**
 * The photos that are none of those held out.
 *
 * @returns those that may train, and how many are left out; photos that cannot be read stay, for training to name them
 */
export async function withoutHeldOut(
  photos: readonly AnnotatedPhoto[],
  heldOut: readonly DifferenceHash[],
): Promise<{ photos: AnnotatedPhoto[]; leftOut: number }> {
  const kept: AnnotatedPhoto[] = [];
  for (const photo of photos) {
    const [hash] = await tryHash(photo.path);
    if (!hash || !isSamePhoto(hash, heldOut)) kept.push(photo);
  }
  return { photos: kept, leftOut: photos.length - kept.length };
}

async function tryHash(path: string): Promise<[DifferenceHash] | []> {
  try {
    return [await differenceHash(path)];
  } catch (error) {
    if (error instanceof InputError) return [];
    throw error;
  }
}
