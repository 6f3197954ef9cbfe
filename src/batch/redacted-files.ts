import { lstatSync, realpathSync } from 'node:fs';
import { basename, dirname, extname, join, relative, resolve } from 'node:path';
import { InputError } from '../errors/errors.js';
import type { FailedInput, PhotoInput } from './inputs.js';

/** Where redacted photos go: into a folder, over the photos themselves, or beside them. */
export type Destination = { readonly out: string } | 'in place' | 'beside';

/** Put before the extension of a photo that is redacted beside the original. */
const SUFFIX = '.redacted';

/** Gives each photo the file that its redacted version goes to. */
export class RedactedFiles {
  readonly #taken = new Set<string>();
  readonly #photos: ReadonlySet<string>;

  /** `photos` are the files that are read, none of which may be replaced by another one's. */
  constructor(
    readonly destination: Destination,
    photos: readonly string[],
  ) {
    this.#photos = new Set(photos.map(realPath));
  }

  /** The file for a photo; numbered where photos of the same name from different folders meet. */
  place(photo: PhotoInput): string {
    if (this.destination === 'in place') return fileOf(photo.path);
    const wanted = this.destination === 'beside' ? besideOf(photo.path) : join(this.destination.out, photo.relative);
    const extension = extname(wanted);
    let file = wanted;
    for (let number = 2; this.#taken.has(realPath(file)); number++) {
      file = `${wanted.slice(0, wanted.length - extension.length)}-${number}${extension}`;
    }
    if (this.#photos.has(realPath(file))) {
      throw new InputError(
        `${photo.name}: its redacted version would replace the photo ${file}. Choose another folder for --out, or say --in-place.`,
      );
    }
    this.#taken.add(realPath(file));
    return file;
  }
}

/**
 * The inputs without what an earlier run made of them: `x.redacted.jpg` where `x.jpg` is there too, and what lies in
 * the folder for results. What was typed by its own name stays. In place, a photo that links lead to as well is there
 * once.
 */
export function withoutOwnResults(
  inputs: readonly (PhotoInput | FailedInput)[],
  typed: readonly string[],
  destination: Destination,
): (PhotoInput | FailedInput)[] {
  if (destination === 'in place') {
    const files = new Set<string>();
    return inputs.filter((input) => !('path' in input) || files.size < files.add(realPath(input.path)).size);
  }
  const paths = inputs.flatMap((input) => ('path' in input ? [input.path] : []));
  const results = new Set(destination === 'beside' ? paths.map((path) => resolve(besideOf(path))) : []);
  const isResult = (path: string) =>
    destination === 'beside' ? results.has(resolve(path)) : isBelow(resolve(path), resolve(destination.out));
  return inputs.filter((input) => !('path' in input) || typed.includes(input.path) || !isResult(input.path));
}

function besideOf(path: string): string {
  const extension = extname(path);
  return join(dirname(path), `${basename(path, extension)}${SUFFIX}${extension}`);
}

function isBelow(path: string, folder: string): boolean {
  const way = relative(folder, path);
  return way !== '' && !way.startsWith('..') && resolve(folder, way) === path;
}

/** The photo itself where its path is a link to it. */
function fileOf(path: string): string {
  const isLink = lstatSync(path, { throwIfNoEntry: false })?.isSymbolicLink();
  return isLink ? realPath(path) : path;
}

/** The path with links followed, as far as it exists. */
function realPath(path: string): string {
  try {
    return realpathSync(path);
  } catch {
    const parent = dirname(resolve(path));
    return parent === resolve(path) ? parent : join(realPath(parent), basename(path));
  }
}
