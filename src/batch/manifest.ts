import { createHash } from 'node:crypto';
import { readFile, stat } from 'node:fs/promises';
import { resolve } from 'node:path';
import { z } from 'zod';
import { InputError, messageOf } from '../errors/errors.js';
import { LineFile } from '../runtime/line-file.js';

/** The first line: what the results were made with. */
const headSchema = z.object({ manifest: z.literal(1), settings: z.string() });

const photoSchema = z.object({
  /** Absolute path of the photo that was read, its bytes and its time of change in milliseconds. */
  photo: z.string(),
  bytes: z.number(),
  changed: z.number(),
});

/** One photo that was done, and what is to be known of its result. */
export type Done<Result> = z.output<typeof photoSchema> & Result;

/**
 * What a batch has done, one line of JSON a photo, so that it goes on where a kill stopped it. What the line says of a
 * result is the command's matter, and so is the proof that the result is there.
 */
export class Manifest<Result extends object> {
  private constructor(
    readonly done: ReadonlyMap<string, Done<Result>>,
    private readonly file: LineFile,
  ) {}

  /**
   * Opens a manifest, or begins one.
   *
   * @param settings everything that results depend on, besides the photos
   * @param result what a line says of a result
   * @throws InputError where the file is no manifest, or one of other settings
   */
  static async open<Result extends object>(
    path: string,
    settings: unknown,
    result: z.ZodType<Result>,
  ): Promise<Manifest<Result>> {
    const text = await readFile(path, 'utf8').catch((error: NodeJS.ErrnoException) => {
      if (error.code === 'ENOENT') return '';
      throw new InputError(`${path}: cannot be read: ${messageOf(error)}`);
    });
    const mark = hash(JSON.stringify(settings));
    const [head, ...lines] = text.split('\n').filter((line) => line !== '');
    if (head !== undefined) checkHead(path, head, mark);
    // A line that a kill cut short is left out: its photo is done again.
    const records = lines.flatMap((line) => parsed(z.intersection(photoSchema, result), line) ?? []);
    const manifest = new Manifest(new Map(records.map((record) => [record.photo, record])), new LineFile(path));
    if (head === undefined) manifest.file.add(JSON.stringify({ manifest: 1, settings: mark }));
    return manifest;
  }

  /** Notes that a photo is done. */
  async note(photo: string, result: Result): Promise<void> {
    this.file.add(JSON.stringify({ photo: resolve(photo), ...(await identityOf(photo)), ...result }));
  }

  close(): void {
    this.file.close();
  }
}

/** Whether the photo is still the one that was read. */
export async function isUnchanged({ photo, bytes, changed }: Done<object>): Promise<boolean> {
  const now = await identityOf(photo).catch(() => undefined);
  return now?.bytes === bytes && now.changed === changed;
}

/** Tells contents apart: SHA-256 in hexadecimal. */
export function hash(data: string | Uint8Array): string {
  return createHash('sha256').update(data).digest('hex');
}

function checkHead(path: string, line: string, mark: string): void {
  const head = parsed(headSchema, line);
  if (!head) throw new InputError(`${path}: is no record of an earlier run. Choose another file.`);
  if (head.settings !== mark) {
    throw new InputError(
      `${path}: the earlier run had other options, or other regions or weights in its files. Give the same ones, or choose another file.`,
    );
  }
}

async function identityOf(path: string): Promise<{ bytes: number; changed: number }> {
  const { size, mtimeMs } = await stat(path);
  return { bytes: size, changed: mtimeMs };
}

function parsed<Schema extends z.ZodType>(schema: Schema, line: string): z.output<Schema> | undefined {
  try {
    return schema.parse(JSON.parse(line));
  } catch {
    return undefined;
  }
}
