import { rm, stat } from 'node:fs/promises';
import { resolve } from 'node:path';
import { z } from 'zod';
import type { PhotoResult } from '../cli/detect/results.js';
import { InputError } from '../errors/errors.js';
import { facesLine, parseFacesLine } from '../formats/faces-lines.js';
import { GrowingFile } from '../runtime/growing-file.js';
import { LineFile } from '../runtime/line-file.js';
import { readLines } from '../runtime/lines.js';
import type { FailedInput, PhotoInput } from './inputs.js';
import { isUnchanged, Manifest } from './manifest.js';

/** What the record says of a photo: the name under which its line is in the file. */
const noteSchema = z.object({ image: z.string() });

type Note = z.output<typeof noteSchema>;

/**
 * The lines of `detect --json` in a file that survives a kill. Beside it lies a record, `FILE.manifest`, of the photos
 * that are done. A photo's line is written first, then its record: so a photo is done exactly where both are there.
 */
export class ResultFile {
  private constructor(
    readonly path: string,
    /** Absolute paths of the photos that an earlier run did. */
    readonly done: ReadonlySet<string>,
    private readonly lines: LineFile,
    private readonly manifest: Manifest<Note>,
  ) {}

  /**
   * Begins a file, or goes on with it: lines of inputs that are to be looked at again, because they failed, have changed
   * since or were cut short, are taken out, and all others stay.
   *
   * @param settings everything that results depend on, besides the photos
   * @throws InputError where a file is there already and is not to be gone on with, or cannot be
   */
  static async open(
    path: string,
    resume: boolean,
    settings: unknown,
    inputs: readonly (PhotoInput | FailedInput)[],
  ): Promise<ResultFile> {
    const record = `${path}.manifest`;
    const begun = await hasContent(path);
    if (begun && !resume) {
      throw new InputError(`${path}: is there already. Add --resume to go on with it, or choose another file.`);
    }
    const recorded = await hasContent(record);
    if (begun && !recorded) {
      throw new InputError(`${path}: has no record of how it was made (${record}). Choose another file for --results.`);
    }
    // The record of results that were deleted.
    if (recorded && !begun) await rm(record);
    const manifest = await Manifest.open(record, settings, noteSchema);
    const done = begun ? await cleanUp(path, inputs, manifest) : new Set<string>();
    return new ResultFile(path, done, new LineFile(path), manifest);
  }

  /** Adds what became of a photo. One that failed is tried again by the next run. */
  async add(input: PhotoInput | FailedInput, result: PhotoResult): Promise<void> {
    this.lines.add(facesLine(result));
    if ('path' in input && !('error' in result)) await this.manifest.note(input.path, { image: result.image });
  }

  close(): void {
    this.lines.close();
    this.manifest.close();
  }
}

/** Takes out the lines that are to be made anew. Returns the photos whose lines stay. */
async function cleanUp(
  path: string,
  inputs: readonly (PhotoInput | FailedInput)[],
  manifest: Manifest<Note>,
): Promise<Set<string>> {
  const valid = new Map<string, string>();
  const again = new Set<string>();
  for (const input of inputs) {
    const record = 'path' in input ? manifest.done.get(resolve(input.path)) : undefined;
    if (record && (await isUnchanged(record))) valid.set(record.image, record.photo);
    else again.add(record?.image ?? input.name);
  }
  const done = new Set<string>();
  await filterLines(path, (image) => {
    const photo = valid.get(image);
    if (photo === undefined) return !again.has(image);
    const first = !done.has(photo);
    done.add(photo);
    return first;
  });
  return done;
}

/** Leaves only the lines of images that `keep` names, in one step. A last line that was cut short goes, too. */
async function filterLines(path: string, keep: (image: string) => boolean): Promise<void> {
  const kept = await GrowingFile.open(path);
  let broken: unknown;
  try {
    for await (const { text, number } of readLines(path)) {
      // What stands before other lines was not cut short by a kill.
      if (broken !== undefined) throw broken;
      if (text.trim() === '') continue;
      try {
        if (keep(parseFacesLine(text, `${path}:${number}`).image)) await kept.write(`${text}\n`);
      } catch (error) {
        if (!(error instanceof InputError)) throw error;
        broken = error;
      }
    }
    await kept.commit();
  } catch (error) {
    await kept.discard();
    throw error;
  }
}

async function hasContent(path: string): Promise<boolean> {
  return ((await stat(path).catch(() => undefined))?.size ?? 0) > 0;
}
