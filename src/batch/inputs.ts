import { stat } from 'node:fs/promises';
import { basename, isAbsolute, join, relative, resolve, sep } from 'node:path';
import { glob, isDynamicPattern } from 'tinyglobby';
import { InputError, messageOf } from '../errors/errors.js';
import { codeOf } from '../runtime/file-error.js';
import { kindOf, PHOTO_ENDINGS, VIDEO_ENDINGS } from './file-kinds.js';
import { PassedOver } from './passed-over.js';
import { STANDARD_INPUT } from './photo-file.js';
import { byName, walk } from './walk.js';

/** A photo to look at. */
export interface PhotoInput {
  /** How the user would name it: what was typed, or the folder that was typed and the path in it. */
  readonly name: string;
  /** Path of the file. */
  readonly path: string;
  /** Path below the base, or below the folder that was typed, for results that go into another folder. */
  readonly relative: string;
  /** Whether the user typed its own name, and not that of a folder or a pattern. */
  readonly typed?: true;
  /** Whether it is a video; only where these were asked for. */
  readonly video?: true;
}

/** Something that the user typed, or that was found, which cannot be looked at. */
export interface FailedInput {
  readonly name: string;
  readonly error: string;
}

/** What there is to look at. */
export interface Inputs {
  /** Each photo once, in the order typed and by name within a folder; what leads to none is listed with the reason. */
  readonly all: readonly (PhotoInput | FailedInput)[];
  /** Files in folders that are no photos, and that could show faces all the same. */
  readonly others: PassedOver;
}

/** How photos are found. */
export interface InputOptions {
  /** Folder that `relative` starts from; by default the folder that was typed, or that of the file. */
  readonly base?: string | undefined;
  /** Takes videos as well; by default they count among what is passed over. */
  readonly videos?: boolean | undefined;
}

/**
 * The photos that files, folders (with all below them) and glob patterns lead to. What is a photo is told by its ending
 * and by its first bytes.
 *
 * @param typed paths and patterns
 * @param options how
 * @example
 * const { all, others } = await collectInputs(['photos/', 'more/*.png']);
 * for (const input of all) console.log('error' in input ? input.error : input.path);
 */
export async function collectInputs(
  typed: readonly string[],
  { base, videos = false }: InputOptions = {},
): Promise<Inputs> {
  const all: (PhotoInput | FailedInput)[] = [];
  const others = new PassedOver();
  const seen = new Map<string, number>();
  for (const text of typed) {
    for (const input of await inputsAt(text, others, videos)) {
      if ('error' in input) {
        all.push(input);
        continue;
      }
      const path = resolve(input.path);
      const known = seen.get(path);
      if (known === undefined) {
        seen.set(path, all.length);
        all.push(base === undefined ? input : belowBase(input, base));
      } else if (input.typed) {
        const before = all[known]!;
        if (!('error' in before)) all[known] = { ...before, typed: true };
      }
    }
  }
  return { all, others };
}

async function inputsAt(text: string, others: PassedOver, videos: boolean): Promise<(PhotoInput | FailedInput)[]> {
  if (text === STANDARD_INPUT) return [{ ...named(text), typed: true }];
  try {
    // A file may have brackets in its name: what exists is never a pattern.
    const found = await stat(text).catch((error: NodeJS.ErrnoException) => error);
    if (!(found instanceof Error)) {
      return found.isDirectory()
        ? await inputsIn(text, others, videos)
        : [{ ...(await told(text, videos)), typed: true }];
    }
    if (codeOf(found) !== 'ENOENT' || !isDynamicPattern(text)) throw new InputError(reason(text, found));
    const names = await glob([text], { onlyFiles: true, expandDirectories: false, dot: true });
    if (names.length === 0)
      throw new InputError(`${text}: no file matches this pattern. Quote it if the shell should not expand it.`);
    return await Promise.all(names.sort(byName).map((name) => told(name, videos)));
  } catch (error) {
    return [{ name: text, error: messageOf(error) }];
  }
}

function named(path: string): PhotoInput {
  return { name: path, path, relative: basename(path) };
}

/** What is typed is a photo, unless it is known to be a video. */
async function told(path: string, videos: boolean): Promise<PhotoInput> {
  const kind = videos ? await kindOf(path, basename(path)).catch(() => undefined) : undefined;
  return { ...named(path), ...(kind === 'video' && { video: true as const }) };
}

async function inputsIn(
  folder: string,
  others: PassedOver,
  takesVideos: boolean,
): Promise<(PhotoInput | FailedInput)[]> {
  const { photos, videos, failed } = await walk(folder, others, takesVideos);
  const errors = failed.map(({ path, error }) => ({ name: path, error }));
  if (photos.length === 0 && errors.length === 0) {
    throw new InputError(
      `${folder}: no photo${takesVideos ? ' or video' : ''} in this folder or below it. Expected files that end in ${[...PHOTO_ENDINGS, ...(takesVideos ? VIDEO_ENDINGS : [])].join(', ')}.`,
    );
  }
  const found = photos.map((way) => ({
    ...{ name: join(folder, way), path: join(folder, way), relative: way },
    ...(videos.has(way) && { video: true as const }),
  }));
  return [...found, ...errors];
}

/** The photo with its path below the base. */
function belowBase(input: PhotoInput, base: string): PhotoInput | FailedInput {
  const way = relative(resolve(base), resolve(input.path));
  if (way !== '' && way !== '..' && !way.startsWith(`..${sep}`) && !isAbsolute(way)) return { ...input, relative: way };
  return {
    name: input.name,
    error: `${input.name}: does not lie below ${base}. Name a folder above all photos with --base.`,
  };
}

function reason(text: string, error: NodeJS.ErrnoException): string {
  if (error.code === 'ENOENT') return `${text}: no such file or folder. Check the path.`;
  if (error.code === 'EACCES') return `${text}: no permission to read it.`;
  return `${text}: ${error.message}`;
}
