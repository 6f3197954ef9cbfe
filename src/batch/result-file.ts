import { rm, stat } from 'node:fs/promises';
import { resolve } from 'node:path';
import { z } from 'zod';
import { InputError, messageOf } from '../errors/errors.js';
import { byteLines } from '../runtime/byte-lines.js';
import { GrowingFile } from '../runtime/growing-file.js';
import { LineFile } from '../runtime/line-file.js';
import { type Identity, isSame } from './file-identity.js';
import type { FailedInput, PhotoInput } from './inputs.js';
import { FileLock } from './lock.js';
import { Manifest } from './record.js';

/** What the record says of a photo: the name under which its line is in the file. */
const noteSchema = z.object({ image: z.string() });

type Note = z.output<typeof noteSchema>;

/** What of a line tells which photo it is about. */
const namedSchema = z.object({ image: z.string() });

/**
 * Lines of JSON, one a photo, in a file that survives a kill. Beside it lies a record, `FILE.manifest`, of the photos
 * that are done. A photo's line is written first, then its record: so a photo is done exactly where both are there.
 */
export class ResultFile {
  private constructor(
    readonly path: string,
    /** Absolute paths of the photos that an earlier run did. */
    readonly done: ReadonlySet<string>,
    private readonly lines: LineFile,
    private readonly manifest: Manifest<Note>,
    private readonly lock: FileLock,
  ) {}

  /**
   * Begins a file, or goes on with it: lines of inputs that are to be looked at again, because they failed, have changed
   * since or were cut short, are taken out, and all others stay.
   *
   * @param options everything that results depend on, besides the photos
   * @throws InputError where a file is there already and is not to be gone on with, or cannot be
   */
  static async open(
    path: string,
    resume: boolean,
    options: object,
    inputs: readonly (PhotoInput | FailedInput)[],
  ): Promise<ResultFile> {
    const lock = await FileLock.take(path);
    let manifest: Manifest<Note> | undefined;
    try {
      manifest = await openManifest(path, resume, options);
      const done = (await hasContent(path)) ? await cleanUp(path, inputs, manifest) : new Set<string>();
      return new ResultFile(path, done, new LineFile(path), manifest, lock);
    } catch (error) {
      await manifest?.close();
      await lock.release();
      throw error;
    }
  }

  /**
   * Adds the line of a photo.
   *
   * @param line JSON with the photo's name as `image`
   * @param read what the photo was when it was read; undefined for one that failed, which the next run tries again
   */
  add(input: PhotoInput | FailedInput, line: string, read?: Identity): void {
    this.lines.add(line);
    if ('path' in input && read) this.manifest.note(input.path, read, { image: input.name });
  }

  /** Lets the file go, for another run. */
  async close(): Promise<void> {
    this.lines.close();
    await this.manifest.close();
    await this.lock.release();
  }
}

async function openManifest(path: string, resume: boolean, options: object): Promise<Manifest<Note>> {
  const record = `${path}.manifest`;
  const begun = await hasContent(path);
  if (begun && !resume) {
    throw new InputError(`${path}: is there already. Add --resume to go on with it, or choose another file.`);
  }
  const recorded = await hasContent(record);
  if (begun && !recorded) {
    throw new InputError(`${path}: has no record of how it was made (${record}). Choose another file.`);
  }
  // The record of results that were deleted.
  if (recorded && !begun) await rm(record);
  return Manifest.open(record, options, noteSchema);
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
    const record = 'path' in input ? await manifest.find(input.path) : undefined;
    if (record && (await isSame(record.photo, record.identity))) valid.set(record.image, record.photo);
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
  return new Set([...done].map((photo) => resolve(photo)));
}

/** Leaves only the lines of images that `keep` names, in one step. A first or last line that was cut short goes, too. */
async function filterLines(path: string, keep: (image: string) => boolean): Promise<void> {
  const kept = await GrowingFile.open(path);
  let position = 0;
  let broken: InputError | undefined;
  try {
    for await (const { bytes } of byteLines(path)) {
      position += 1;
      if (bytes.toString().trim() === '') continue;
      // What stands between other lines was not cut short by a kill.
      if (broken) throw broken;
      const image = imageOf(bytes.toString());
      if (image instanceof Error) {
        if (position > 1) broken = new InputError(`${path}:${position}: ${messageOf(image)}`);
      } else if (keep(image)) await kept.write(Buffer.concat([bytes, NEWLINE]));
    }
    await kept.commit();
  } catch (error) {
    await kept.discard();
    throw error;
  }
}

const NEWLINE = Buffer.from('\n');

function imageOf(line: string): string | Error {
  try {
    return namedSchema.parse(JSON.parse(line)).image;
  } catch {
    return new Error('is no line of farface detect --json. Mend it, or choose another file.');
  }
}

async function hasContent(path: string): Promise<boolean> {
  return ((await stat(path).catch(() => undefined))?.size ?? 0) > 0;
}
