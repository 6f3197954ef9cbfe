import { closeSync, lstatSync, openSync, readSync, statSync } from 'node:fs';
import { basename, dirname, extname, join, resolve } from 'node:path';
import { InputError } from '../errors/errors.js';
import { HEIC_MAGIC, isHeic } from '../image/heic.js';
import { writeFileAtomically } from '../runtime/files.js';
import { GrowingFile } from '../runtime/growing-file.js';
import { type OwnFiles, ownFilesAt } from '../runtime/own-files.js';
import { hash, hashNow } from './file-identity.js';
import type { FailedInput, PhotoInput } from './inputs.js';
import { FileLock } from './lock.js';
import { type HiddenPlace, OwnResults, RESULTS_RECORD, type Standing } from './own-results.js';
import { fileId, realPath } from './real-path.js';

/** Where results go: into a folder, over the photos themselves, or beside them. */
export type Destination = { readonly out: string } | 'in place' | 'beside';

/** How results find their places. */
export interface PlaceOptions {
  /** The file's path below `out` for a photo's path below its base; the same by default. */
  readonly fileFor?: (relative: string) => string;
  /** What is put before the ending of a result beside its photo. */
  readonly suffix?: string;
  /** Folder that the user named as the base of all paths: results must not have been elsewhere before. */
  readonly base?: string | undefined;
  /** Replaces files that are not known to be results. */
  readonly overwrite?: boolean | undefined;
  /** Remembers what earlier runs hid, for `hiddenBefore`. */
  readonly adds?: boolean | undefined;
}

/** Endings that HEIC has, and AVIF may have. */
export const HEIC_ENDINGS = /^\.(heic|heif|hif)$/i;

/** What stood at a place when it was given: nothing, or something with this hash. */
type Before = string | undefined;

/**
 * Gives each photo the file for its result, and writes it. No photo is replaced by another one's result, through links
 * neither, and no file that is not proved to be a result; a photo that had a place in an earlier run keeps it.
 */
export class Places {
  readonly #taken = new Map<string, Before>();
  readonly #photos: ReadonlySet<string>;
  readonly #names = new Map<string, number>();
  readonly #paths: readonly string[];
  /** For names that are wanted more than once, the number to try next. */
  readonly #next = new Map<string, number>();
  readonly #sources = new Map<OwnResults, ReadonlySet<string>>();

  private constructor(
    readonly destination: Destination,
    /**
     * The photos that were found, without what earlier runs made of them; what was typed by its own name stays. In
     * place, a photo that links lead to as well is there once.
     */
    readonly inputs: readonly (PhotoInput | FailedInput)[],
    private readonly records: Records,
    private readonly options: PlaceOptions,
    private readonly lock: FileLock | undefined,
  ) {
    this.#paths = inputs.flatMap((input) => ('path' in input ? [input.path] : []));
    this.#photos = new Set(this.#paths.flatMap((path) => fileId(path) ?? []));
    for (const real of new Set(this.#paths.map(realPath))) {
      const id = fileId(real);
      if (id !== undefined) this.#names.set(id, (this.#names.get(id) ?? 0) + 1);
    }
  }

  /**
   * Prepares places for all photos that are read.
   *
   * @throws InputError where another run writes into the folder
   */
  static async open(
    destination: Destination,
    inputs: readonly (PhotoInput | FailedInput)[],
    options: PlaceOptions = {},
  ): Promise<Places> {
    const lock =
      typeof destination === 'string' ? undefined : await FileLock.take(join(destination.out, RESULTS_RECORD));
    try {
      const records = new Records(destination, options.adds ?? false);
      const photos = destination === 'in place' ? onceEach(inputs) : await withoutResults(inputs, records);
      return new Places(destination, photos, records, options, lock);
    } catch (error) {
      await lock?.release();
      throw error;
    }
  }

  /** Lets the folder go, for another run. */
  async close(): Promise<void> {
    await this.lock?.release();
  }

  /**
   * The file for a photo; numbered where photos of the same name from different folders meet.
   *
   * @throws InputError where something stands there that must not be replaced
   */
  async place(photo: PhotoInput): Promise<string> {
    if (this.destination === 'in place') return this.#inPlace(photo);
    const wanted = this.#asWritten(
      photo,
      this.destination === 'beside' ? this.#besideOf(photo.path) : join(this.destination.out, this.#fileFor(photo)),
    );
    const record = await this.records.of(wanted);
    const file = this.#earlier(photo, wanted, record) ?? this.#free(photo, wanted, record);
    const id = fileId(file);
    if (id !== undefined && this.#photos.has(id)) {
      throw new InputError(
        `${photo.name}: its result would replace the photo ${file}. Choose another folder for --out.`,
      );
    }
    const before = contentOf(file);
    if (before !== undefined && !this.options.overwrite) {
      const standing = record.standing(file, before);
      if (standing !== 'own') {
        const why = standing === 'changed' ? CHANGED : 'is there already, and is not known as a result of farface.';
        throw new InputError(`${photo.name}: ${file} ${why} Move it, choose another --out, or add --overwrite.`);
      }
    }
    this.#taken.set(realPath(file), before);
    return file;
  }

  /** What the earlier result at a photo's place hides; in place that is part of the photo. */
  async hiddenBefore(file: string): Promise<readonly HiddenPlace[]> {
    return this.destination === 'in place' ? [] : (await this.records.of(file)).hiddenIn(file);
  }

  /** Writes a photo's result at its place, with the permissions of the photo. */
  async write(photo: PhotoInput, file: string, data: Uint8Array, hidden: readonly HiddenPlace[] = []): Promise<void> {
    // Standard input has no permissions.
    const stats = statSync(photo.path, { throwIfNoEntry: false });
    const mode = stats && { mode: stats.mode };
    if (stats && this.destination === 'in place') {
      const { uid, gid, atimeMs, mtimeMs } = stats;
      const times = { read: atimeMs / 1000, changed: mtimeMs / 1000 };
      await writeFileAtomically(file, data, { ...mode, owner: { uid, gid }, times });
    } else {
      const real = realPath(file);
      if (contentOf(file) !== this.#taken.get(real)) {
        throw new InputError(`${photo.name}: ${file} was changed by somebody else meanwhile. Run the command again.`);
      }
      (await this.records.of(file)).note(photo.path, file, hash(data), hidden);
      await writeFileAtomically(file, data, { ...mode });
      this.#taken.set(real, hash(data));
    }
    if (contentOf(file) !== hash(data)) throw new InputError(`${file}: is not what was written there. Check the disk.`);
  }

  /** Begins a result that is too large to be in memory at once; `put` puts it at its place. */
  begin(photo: PhotoInput, file: string): Promise<GrowingFile> {
    const { mode, uid, gid, atimeMs, mtimeMs } = statSync(photo.path);
    if (this.destination !== 'in place') return GrowingFile.open(file, { mode });
    return GrowingFile.open(file, {
      mode,
      owner: { uid, gid },
      times: { read: atimeMs / 1000, changed: mtimeMs / 1000 },
    });
  }

  /** As `write`, of what was begun, is whole, and has that hash. */
  async put(photo: PhotoInput, file: string, result: GrowingFile, sha256: string): Promise<void> {
    if (this.destination !== 'in place') {
      const real = realPath(file);
      if (contentOf(file) !== this.#taken.get(real)) {
        throw new InputError(`${photo.name}: ${file} was changed by somebody else meanwhile. Run the command again.`);
      }
      (await this.records.of(file)).note(photo.path, file, sha256);
      this.#taken.set(real, sha256);
    }
    await result.commit();
  }

  #inPlace({ name, path }: PhotoInput): string {
    const file = lstatSync(path, { throwIfNoEntry: false })?.isSymbolicLink() ? realPath(path) : path;
    const names = statSync(file, { throwIfNoEntry: false })?.nlink ?? 1;
    const known = this.#names.get(fileId(file) ?? '') ?? 1;
    if (names > known) {
      throw new InputError(
        `${name}: has ${names} names (hard links), under which the faces would stay visible. Name them all, or use --out.`,
      );
    }
    return file;
  }

  /** Where the photo's result was before. Throws where a base that was named would leave that copy behind. */
  #earlier(photo: PhotoInput, wanted: string, record: OwnResults): string | undefined {
    const before = record.placeOf(photo.path);
    if (before === undefined || this.#taken.has(realPath(before))) return undefined;
    if (this.options.base === undefined || realPath(before) === realPath(wanted)) return before;
    if (contentOf(before) === undefined) return undefined;
    throw new InputError(
      `${photo.name}: its result would go to ${wanted}, and the one of an earlier run would stay at ${before}. Delete that, or choose the --base of that run.`,
    );
  }

  #free(photo: PhotoInput, wanted: string, record: OwnResults): string {
    const extension = extname(wanted);
    for (let number = this.#next.get(wanted) ?? 1; ; number++) {
      this.#next.set(wanted, number + 1);
      const file = number === 1 ? wanted : `${wanted.slice(0, wanted.length - extension.length)}-${number}${extension}`;
      if (this.#taken.has(realPath(file))) continue;
      const owner = record.ownerOf(file);
      if (owner === undefined || owner === record.sourceOf(photo.path) || this.options.overwrite) return file;
      if (this.#sourcesOf(record).has(owner)) continue;
      if (contentOf(file) === undefined) return file;
      throw new InputError(
        `${photo.name}: ${file} is the result of another photo, by an earlier run. Name a folder above both with --base, choose another --out, or delete it.`,
      );
    }
  }

  /** All photos of this run, as the record has them. */
  #sourcesOf(record: OwnResults): ReadonlySet<string> {
    const known = this.#sources.get(record) ?? new Set(this.#paths.map((path) => record.sourceOf(path)));
    this.#sources.set(record, known);
    return known;
  }

  #fileFor({ relative }: PhotoInput): string {
    return this.options.fileFor?.(relative) ?? relative;
  }

  /** HEIC is read and not written: its results are JPEG. */
  #asWritten({ path }: PhotoInput, wanted: string): string {
    const extension = extname(wanted);
    if (extension === '' || extname(path) !== extension || !HEIC_ENDINGS.test(extension)) return wanted;
    return isHeic(firstBytesOf(path)) ? `${wanted.slice(0, -extension.length)}.jpg` : wanted;
  }

  #besideOf(path: string): string {
    const extension = extname(path);
    return join(dirname(path), `${basename(path, extension)}${this.options.suffix ?? ''}${extension}`);
  }
}

/** The first bytes of a file; none where it cannot be read, which is told when it is. */
function firstBytesOf(path: string): Uint8Array {
  try {
    const file = openSync(path, 'r');
    try {
      const bytes = Buffer.alloc(HEIC_MAGIC);
      return bytes.subarray(0, readSync(file, bytes));
    } finally {
      closeSync(file);
    }
  } catch {
    return new Uint8Array();
  }
}

/** The records of the folders that hold results. */
class Records {
  readonly #read = new Map<string, OwnResults>();
  readonly #sheets = new Map<string, OwnFiles | undefined>();

  constructor(
    private readonly destination: Destination,
    private readonly keepsHidden: boolean,
  ) {}

  /** The record of the folder that holds a result, or that would hold it. */
  async of(file: string): Promise<OwnResults> {
    const folder = typeof this.destination === 'string' ? dirname(resolve(file)) : this.destination.out;
    const known = this.#read.get(folder) ?? (await OwnResults.read(folder, this.keepsHidden));
    this.#read.set(folder, known);
    return known;
  }

  /** Whether a file is a result, or a sheet that was made for a person to look at. */
  async standingOf(file: string): Promise<Standing> {
    const standing = await (await this.of(file)).standingOf(file);
    if (standing !== 'unknown') return standing;
    const folder = dirname(file);
    if (!this.#sheets.has(folder)) this.#sheets.set(folder, await ownFilesAt(folder));
    return (await this.#sheets.get(folder)?.owns(basename(file))) ? 'own' : 'unknown';
  }
}

function onceEach(inputs: readonly (PhotoInput | FailedInput)[]): (PhotoInput | FailedInput)[] {
  const files = new Set<string>();
  return inputs.filter((input) => !('path' in input) || files.size < files.add(realPath(input.path)).size);
}

async function withoutResults(
  inputs: readonly (PhotoInput | FailedInput)[],
  records: Records,
): Promise<(PhotoInput | FailedInput)[]> {
  const left: (PhotoInput | FailedInput)[] = [];
  for (const input of inputs) {
    const standing = 'error' in input || input.typed ? 'unknown' : await records.standingOf(input.path);
    if (standing === 'own') continue;
    if (standing === 'unknown') left.push(input);
    else left.push({ name: input.name, error: `${input.name}: ${CHANGED} Move it elsewhere, or name it by itself.` });
  }
  return left;
}

const CHANGED = 'was changed since farface wrote it.';

/** Hash of a file; undefined where none is there. */
function contentOf(file: string): string | undefined {
  if (!lstatSync(file, { throwIfNoEntry: false })) return undefined;
  try {
    return hashNow(file);
  } catch {
    // A folder, a link that leads nowhere, something that may not be read: nothing to replace unasked.
    return 'unreadable';
  }
}
