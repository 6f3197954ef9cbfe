import { readdir } from 'node:fs/promises';
import { basename, dirname, extname, join, parse } from 'node:path';
import { InputError, messageOf } from '../errors/errors.js';
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

/** Endings that the file of an annotated photo may have, where the annotations name another. */
const ENDINGS = new Set([
  '.jpg',
  '.jpeg',
  '.jpe',
  '.jfif',
  '.png',
  '.webp',
  '.avif',
  '.tif',
  '.tiff',
  '.gif',
  '.heic',
  '.heif',
]);

/**
 * Keeps the photos whose image file is there, under the name that the annotations have or one that can only mean the
 * same: another Unicode form, blanks around it, another ending where just one file has the rest of the name. Photos that
 * differ by their ending alone are named with it from here on.
 *
 * @param images folder of the image files, for the error
 * @throws InputError where there are none, if they are needed
 */
export async function keepPresent(
  annotated: readonly AnnotatedPhoto[],
  images: string,
  { needImages = true }: ImageOptions = {},
): Promise<LoadedPhotos> {
  const photos = told(annotated);
  const folders = new Set(photos.map(({ path }) => dirname(path)));
  const files = new Map(
    await Promise.all([...folders].map(async (folder) => [folder, await namesIn(folder)] as const)),
  );
  for (const { path } of photos) files.get(dirname(path))!.claim(basename(path));
  const present: AnnotatedPhoto[] = [];
  const absent: AnnotatedPhoto[] = [];
  for (const photo of photos) {
    const folder = dirname(photo.path);
    const name = files.get(folder)!.find(basename(photo.path));
    if (name === undefined) absent.push(photo);
    else present.push({ ...photo, path: join(folder, name) });
  }
  if (present.length > 0) return { photos: present, missing: absent.length, absent };
  if (needImages) {
    throw new InputError(
      `${images}: holds none of the ${photos.length} annotated photos. Name the folder that their paths start from.`,
    );
  }
  return { photos, missing: 0, absent: [] };
}

/** Names photos that differ by their ending alone, `b.jpg` and `b.png`, with it: they must not count as one. */
function told(photos: readonly AnnotatedPhoto[]): readonly AnnotatedPhoto[] {
  const keyOf = ({ event }: AnnotatedPhoto, name: string) => JSON.stringify([event, name]);
  const times = new Map<string, number>();
  const count = (key: string) => times.set(key, (times.get(key) ?? 0) + 1);
  for (const photo of photos) {
    for (const key of new Set([keyOf(photo, photo.name), keyOf(photo, basename(photo.path))])) count(key);
  }
  return photos.map((photo) => {
    const file = basename(photo.path);
    const alone = times.get(keyOf(photo, photo.name)) === 1 && times.get(keyOf(photo, file)) === 1;
    return alone ? photo : { ...photo, name: file };
  });
}

/** The names of the files in a folder, each of which one photo may have. */
class Names {
  readonly #names: ReadonlySet<string>;
  readonly #claimed = new Set<string>();
  #byStem: ReadonlyMap<string, readonly string[]> | undefined;

  constructor(names: readonly string[]) {
    this.#names = new Set(names);
  }

  /** Notes that a photo is called exactly so. */
  claim(name: string): void {
    if (this.#names.has(name)) this.#claimed.add(name);
  }

  find(name: string): string | undefined {
    if (this.#names.has(name)) return name;
    const alike = (this.#stems.get(stemOf(name)) ?? []).filter((other) => !this.#claimed.has(other));
    const same = alike.filter((other) => normal(other) === normal(name));
    const found = same.length > 0 ? same : alike.filter((other) => ENDINGS.has(extname(other).toLowerCase()));
    return found.length === 1 ? found[0] : undefined;
  }

  get #stems(): ReadonlyMap<string, readonly string[]> {
    if (this.#byStem) return this.#byStem;
    const stems = new Map<string, string[]>();
    for (const name of this.#names) {
      const alike = stems.get(stemOf(name));
      if (alike) alike.push(name);
      else stems.set(stemOf(name), [name]);
    }
    this.#byStem = stems;
    return stems;
  }
}

const normal = (name: string) => name.normalize('NFC').trim();

/** Without the ending, if it is one of a picture: `a.v2` has none. */
function stemOf(name: string): string {
  const { name: stem, ext } = parse(normal(name));
  return ENDINGS.has(ext.toLowerCase()) ? stem : stem + ext;
}

/** Names of the files in a folder; none where the folder is absent, as in a part of a data set. */
async function namesIn(folder: string): Promise<Names> {
  try {
    return new Names(await readdir(folder));
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return new Names([]);
    throw new InputError(`${folder}: cannot be listed: ${messageOf(error)}. Check that it is a folder you may read.`);
  }
}
