import { stat } from 'node:fs/promises';
import { basename, join, resolve } from 'node:path';
import { glob, isDynamicPattern } from 'tinyglobby';
import { InputError, messageOf } from '../errors/errors.js';

/** A photo to look at. */
export interface PhotoInput {
  /** How the user would name it: what was typed, or the folder that was typed and the path in it. */
  readonly name: string;
  /** Path of the file. */
  readonly path: string;
  /** Path below the folder that was typed, for results that go into another folder. */
  readonly relative: string;
}

/** Something that the user typed that leads to no photo. */
export interface FailedInput {
  readonly name: string;
  readonly error: string;
}

const EXTENSIONS = ['jpg', 'jpeg', 'jpe', 'jfif', 'png', 'webp', 'avif', 'tif', 'tiff', 'gif'];

/** Photos that cannot be read, but are not to be passed over in silence: whoever hides faces counts on all being done. */
const UNREADABLE = ['heic', 'heif'];

/**
 * The photos that files, folders (with all below them) and glob patterns lead to, each once, in the order typed and by
 * name within a folder. What leads to none is listed with the reason instead.
 */
export async function collectInputs(typed: readonly string[]): Promise<(PhotoInput | FailedInput)[]> {
  const inputs: (PhotoInput | FailedInput)[] = [];
  const seen = new Set<string>();
  for (const text of typed) {
    try {
      for (const photo of await photosAt(text)) {
        const path = resolve(photo.path);
        if (!seen.has(path)) inputs.push(photo);
        seen.add(path);
      }
    } catch (error) {
      inputs.push({ name: text, error: messageOf(error) });
    }
  }
  return inputs;
}

async function photosAt(text: string): Promise<PhotoInput[]> {
  // A file may have brackets in its name: what exists is never a pattern.
  const found = await stat(text).catch((error: NodeJS.ErrnoException) => error);
  if (!(found instanceof Error))
    return found.isDirectory() ? photosIn(text) : [{ name: text, path: text, relative: basename(text) }];
  if (found.code !== 'ENOENT' || !isDynamicPattern(text)) throw new InputError(reason(text, found));
  const names = await glob([text], { onlyFiles: true, expandDirectories: false });
  if (names.length === 0)
    throw new InputError(`${text}: no file matches this pattern. Quote it if the shell should not expand it.`);
  return names.sort(byName).map((name) => ({ name, path: name, relative: basename(name) }));
}

async function photosIn(folder: string): Promise<PhotoInput[]> {
  const pattern = `**/*.{${[...EXTENSIONS, ...UNREADABLE].join(',')}}`;
  const names = await glob([pattern], { cwd: folder, onlyFiles: true, caseSensitiveMatch: false });
  if (names.length === 0) {
    throw new InputError(
      `${folder}: no photo in this folder or below it. Expected files that end in ${EXTENSIONS.join(', ')}.`,
    );
  }
  return names.sort(byName).map((name) => ({ name: join(folder, name), path: join(folder, name), relative: name }));
}

function reason(text: string, { code, message }: NodeJS.ErrnoException): string {
  if (code === 'ENOENT') return `${text}: no such file or folder. Check the path.`;
  if (code === 'EACCES') return `${text}: no permission to read it.`;
  return `${text}: ${message}`;
}

/** `photo2` before `photo10`. */
const byName = new Intl.Collator('en', { numeric: true }).compare;
