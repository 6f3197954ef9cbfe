import { createHash } from 'node:crypto';
import { appendFileSync, fdatasyncSync, mkdirSync, openSync } from 'node:fs';
import { readFile, stat } from 'node:fs/promises';
import { dirname, resolve } from 'node:path';
import { z } from 'zod';
import { InputError, messageOf } from '../errors/errors.js';

/** The first line: what the results were made with. */
const headSchema = z.object({ manifest: z.literal(1), settings: z.string() });

const recordSchema = z.object({
  /** Absolute path of the photo that was read, its bytes and its time of change in milliseconds. */
  photo: z.string(),
  bytes: z.number(),
  changed: z.number(),
  /** Absolute path of the file that was written, and the SHA-256 of what was. */
  result: z.string(),
  sha256: z.string(),
  /** Counts for the summary. */
  faces: z.int(),
  remaining: z.int(),
});

/** One photo that is done. */
export type Done = z.output<typeof recordSchema>;

/**
 * What a batch has done, one line of JSON a photo, so that it goes on where a kill stopped it. A photo's line is
 * written *before* its result is moved into place, with the hash that the result will have: so a photo is done exactly
 * where it has a line and a file with that hash, whenever the kill came.
 */
export class Manifest {
  readonly #done: ReadonlyMap<string, Done>;
  readonly #file: number;

  private constructor(path: string, done: ReadonlyMap<string, Done>, head?: string) {
    this.#done = done;
    try {
      mkdirSync(dirname(resolve(path)), { recursive: true });
      this.#file = openSync(path, 'a');
    } catch (error) {
      throw new InputError(`${path}: cannot be written: ${messageOf(error)}. Choose another file for --resume.`);
    }
    if (head !== undefined) this.#append(head);
  }

  /**
   * Opens a manifest, or begins one.
   *
   * @param settings everything that results depend on, besides the photos
   * @throws InputError where the file is no manifest, or one of other settings
   */
  static async open(path: string, settings: unknown): Promise<Manifest> {
    const mark = hash(JSON.stringify(settings));
    const text = await readFile(path, 'utf8').catch((error: NodeJS.ErrnoException) => {
      if (error.code === 'ENOENT') return '';
      throw new InputError(`${path}: cannot be read: ${messageOf(error)}`);
    });
    const lines = text.split('\n').filter((line) => line !== '');
    if (lines.length === 0) return new Manifest(path, new Map(), JSON.stringify({ manifest: 1, settings: mark }));
    const head = parsed(headSchema, lines[0]!);
    if (!head) throw new InputError(`${path}: is no record of an earlier run. Choose another file for --resume.`);
    if (head.settings !== mark) {
      throw new InputError(
        `${path}: the earlier run had other options, or other regions in its files. Give the same ones, or choose another file for --resume.`,
      );
    }
    // A line that a kill cut short is left out: its photo is done again.
    const done = lines.slice(1).flatMap((line) => parsed(recordSchema, line) ?? []);
    return new Manifest(path, new Map(done.map((record) => [record.photo, record])));
  }

  /** The record of a photo whose result is in place and whose file is the one that was read; undefined otherwise. */
  async find(photo: string, result: string): Promise<Done | undefined> {
    const done = this.#done.get(resolve(photo));
    if (!done || done.result !== resolve(result)) return undefined;
    const written = await readFile(result).catch(() => undefined);
    if (!written || hash(written) !== done.sha256) return undefined;
    // A photo that was replaced by its own result is no longer the one that was read.
    if (resolve(photo) === done.result) return done;
    const { bytes, changed } = await identityOf(photo);
    return bytes === done.bytes && changed === done.changed ? done : undefined;
  }

  /** Notes that `data` is about to become the result of a photo. Call it before the file is there. */
  async note(
    photo: string,
    result: string,
    data: Uint8Array,
    counts: Pick<Done, 'faces' | 'remaining'>,
  ): Promise<void> {
    const identity = await identityOf(photo);
    const line: Done = { photo: resolve(photo), ...identity, result: resolve(result), sha256: hash(data), ...counts };
    this.#append(JSON.stringify(line));
  }

  #append(line: string): void {
    // The newline comes first: it parts this line from one that was cut short.
    appendFileSync(this.#file, `\n${line}`);
    fdatasyncSync(this.#file);
  }
}

async function identityOf(path: string): Promise<Pick<Done, 'bytes' | 'changed'>> {
  const { size, mtimeMs } = await stat(path);
  return { bytes: size, changed: mtimeMs };
}

function hash(data: string | Uint8Array): string {
  return createHash('sha256').update(data).digest('hex');
}

function parsed<Schema extends z.ZodType>(schema: Schema, line: string): z.output<Schema> | undefined {
  try {
    return schema.parse(JSON.parse(line));
  } catch {
    return undefined;
  }
}
