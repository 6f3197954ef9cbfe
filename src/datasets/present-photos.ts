import { readdir } from 'node:fs/promises';
import { basename, dirname } from 'node:path';
import { InputError } from '../errors/errors.js';
import type { AnnotatedPhoto } from './annotations.js';

export interface LoadedPhotos {
  /** The photos whose image file is there, in the order of the annotations. */
  readonly photos: readonly AnnotatedPhoto[];
  /** How many annotated photos have no image file. */
  readonly missing: number;
  /** Which ones: predictions for them are none of unknown photos. */
  readonly absent: readonly AnnotatedPhoto[];
}

export interface ImageOptions {
  /**
   * Whether image files are going to be read, as by default. Annotations alone do to score predictions: with `false`,
   * where no image file is there at all, all photos are listed.
   */
  readonly needImages?: boolean;
}

/**
 * Keeps the photos whose image file is there.
 *
 * @param images folder of the image files, for the error
 * @throws InputError where there are none, if they are needed
 */
export async function keepPresent(
  photos: readonly AnnotatedPhoto[],
  images: string,
  { needImages = true }: ImageOptions = {},
): Promise<LoadedPhotos> {
  const folders = new Set(photos.map(({ path }) => dirname(path)));
  const files = new Map(
    await Promise.all([...folders].map(async (folder) => [folder, await filesOf(folder)] as const)),
  );
  const isThere = ({ path }: AnnotatedPhoto) => files.get(dirname(path))?.has(basename(path)) ?? false;
  const present = photos.filter(isThere);
  const absent = photos.filter((photo) => !isThere(photo));
  if (present.length > 0) return { photos: present, missing: absent.length, absent };
  if (needImages) throw new InputError(`${images}: holds none of the ${photos.length} annotated photos`);
  return { photos, missing: 0, absent: [] };
}

/** Names of the files in a folder; none where the folder is absent, as in a part of a data set. */
async function filesOf(folder: string): Promise<Set<string>> {
  try {
    return new Set(await readdir(folder));
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return new Set();
    throw new InputError(`${folder}: cannot be listed: ${String(error)}`);
  }
}
