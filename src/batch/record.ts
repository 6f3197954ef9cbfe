import { type FileHandle, open, stat } from 'node:fs/promises';
import { resolve } from 'node:path';
import { z } from 'zod';
import { InputError } from '../errors/errors.js';
import { byteLines } from '../runtime/byte-lines.js';
import { codeOf, fileError } from '../runtime/file-error.js';
import { LineFile } from '../runtime/line-file.js';
import { type Identity, identitySchema, isSame } from './file-identity.js';
import { FileLock } from './lock.js';
import { differenceOf, type NamedOptions, namedOptions } from './named-options.js';

/** The first line: what the results were made with. */
const headSchema = z.object({ manifest: z.literal(2), options: z.record(z.string(), z.string()) });
const HEAD = '{"manifest":';

/** One photo that was done: its absolute path, and what it was when it was read. */
const photoSchema = z.object({ photo: z.string(), identity: identitySchema });

/** One photo that was done, and what is to be known of its result. */
export type Done<Result> = { readonly photo: string; readonly identity: Identity } & Result;

/** Where a photo's last line stands in the file. */
interface Place {
  readonly start: number;
  readonly length: number;
}

/**
 * What a batch has done, one line of JSON a photo, so that it goes on where a kill stopped it. What the line says of a
 * result is the command's matter, and so is the proof that the result is there. Only the places of lines are kept in
 * memory, however many photos and faces there are.
 */
export class Manifest<Result extends object> {
  private constructor(
    readonly path: string,
    private readonly places: ReadonlyMap<string, Place>,
    private readonly schema: z.ZodType<Done<Result>>,
    private readonly reader: FileHandle,
    private readonly file: LineFile,
    private readonly lock: FileLock,
  ) {}

  /**
   * Opens a manifest, or begins one. No other run may have it open.
   *
   * @param options everything that results depend on, besides the photos
   * @param result what a line says of a result
   * @throws InputError where the file is no manifest, one of other options, or in use
   */
  static async open<Result extends object>(
    path: string,
    options: object,
    result: z.ZodType<Result>,
  ): Promise<Manifest<Result>> {
    const named = namedOptions(options);
    const lock = await FileLock.take(path);
    let file: LineFile | undefined;
    try {
      const schema = z.intersection(photoSchema, result);
      const { places, begun } = await readPlaces(path, named, schema);
      file = new LineFile(path);
      if (!begun) file.add(JSON.stringify({ manifest: 2, options: named }));
      const reader = await open(path, 'r');
      return new Manifest(path, places, schema, reader, file, lock);
    } catch (error) {
      file?.close();
      await lock.release();
      throw error;
    }
  }

  /** Whether the file says anything of the photo. */
  has(photo: string): boolean {
    return this.places.has(resolve(photo));
  }

  /** What an earlier run noted of the photo, changed since or not. */
  async find(photo: string): Promise<Done<Result> | undefined> {
    const place = this.places.get(resolve(photo));
    if (!place) return undefined;
    const bytes = Buffer.alloc(place.length);
    const { bytesRead } = await this.reader.read(bytes, 0, place.length, place.start).catch((error: unknown) => {
      throw fileError(this.path, 'cannot be read', error);
    });
    return parsed(this.schema, bytes.subarray(0, bytesRead).toString());
  }

  /** Notes that a photo, which was that when it was read, is done. */
  note(photo: string, identity: Identity, result: Result): void {
    this.file.add(JSON.stringify({ photo: resolve(photo), identity, ...result }));
  }

  /** Lets the file go, for another run. */
  async close(): Promise<void> {
    this.file.close();
    await this.reader.close();
    await this.lock.release();
  }
}

/**
 * Whether the photo is still the one that was read.
 *
 * @example
 * import { z } from 'zod';
 *
 * const manifest = await Manifest.open('done.jsonl', { threshold: 0.5 }, z.object({ faces: z.number() }));
 * const done = await manifest.find('crowd.jpg');
 * if (done && (await isUnchanged(done))) console.log(`${done.faces} faces, as before`);
 * await manifest.close();
 */
export async function isUnchanged({ photo, identity }: Done<object>): Promise<boolean> {
  return isSame(photo, identity);
}

async function readPlaces(
  path: string,
  options: NamedOptions,
  schema: z.ZodType<{ photo: string }>,
): Promise<{ places: Map<string, Place>; begun: boolean }> {
  const places = new Map<string, Place>();
  const found = await stat(path).catch((error: unknown) => {
    if (codeOf(error) === 'ENOENT') return undefined;
    throw fileError(path, 'cannot be read', error);
  });
  if (found && !found.isFile()) throw new InputError(`${path}: is no file. Choose another name for the record.`);
  let begun = false;
  for await (const { start, bytes } of found ? byteLines(path) : []) {
    const line = bytes.toString();
    if (line === '') continue;
    if (!begun) {
      begun = checkHead(path, line, options);
      continue;
    }
    // A line that a kill cut short is left out: its photo is done again.
    const record = parsed(schema, line);
    if (record) places.set(record.photo, { start, length: bytes.length });
  }
  return { places, begun };
}

/** Whether the line is the head. A kill may have cut short the very first one, which is then passed over. */
function checkHead(path: string, line: string, options: NamedOptions): boolean {
  const head = parsed(headSchema, line);
  if (!head) {
    const text = line.replaceAll('\0', '');
    const torn = HEAD.startsWith(text) || (text.startsWith(HEAD) && parsed(z.unknown(), text) === undefined);
    if (torn) return false;
    throw new InputError(`${path}: is no record of an earlier run of this version. Choose another file.`);
  }
  const difference = differenceOf(head.options, options);
  if (difference !== undefined) {
    throw new InputError(
      `${path}: the earlier run had other options: ${difference}. Give the same ones, or choose another file.`,
    );
  }
  return true;
}

function parsed<Schema extends z.ZodType>(schema: Schema, line: string): z.output<Schema> | undefined {
  try {
    return schema.parse(JSON.parse(line));
  } catch {
    return undefined;
  }
}
