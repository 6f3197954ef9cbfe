import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { appendFile, readdir, readFile, rm } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { z } from 'zod';
import { InputError } from '../errors/errors.js';
import { fileError } from './file-error.js';
import { makeFolder } from './folders.js';
import { GrowingFile } from './growing-file.js';
import { readLines } from './lines.js';

/** Where the folder says which files farface wrote there, as lines of JSON. */
const RECORD = '.farface-files.jsonl';

const entrySchema = z.strictObject({ file: z.string(), sha256: z.string() });

/** A file that takes its name once it is whole. */
export interface OwnFile {
  write(bytes: string | Uint8Array): Promise<void>;
  commit(): Promise<void>;
  /** Leaves nothing behind. */
  discard(): Promise<void>;
}

/**
 * A folder for files that a later run replaces or removes, and in which other files may lie: what farface did not write,
 * or somebody changed since, is never overwritten and never removed, whatever its name is.
 */
export class OwnFiles {
  private constructor(
    readonly folder: string,
    private readonly mode: number | undefined,
    /** SHA-256 of all that was written under a name. */
    private readonly written: Map<string, Set<string>>,
  ) {}

  /**
   * Makes the folder.
   *
   * @param mode who may read the files, as `chmod` has it
   * @throws InputError where that cannot be done, or its record cannot be read
   */
  static async open(folder: string, mode?: number): Promise<OwnFiles> {
    const files = new OwnFiles(folder, mode, new Map());
    try {
      await makeFolder(folder);
      if (!(await readdir(folder)).includes(RECORD)) return files;
    } catch (error) {
      throw fileError(folder, 'cannot be made or listed', error);
    }
    for await (const { text } of readLines(join(folder, RECORD))) {
      const { data } = entrySchema.safeParse(parsed(text));
      // Half a line, which a kill left, says nothing: its file was not written yet.
      if (data) files.#note(data.file, data.sha256);
    }
    return files;
  }

  /**
   * Removes what earlier runs wrote under such names, in the folder itself or in one below it.
   *
   * @throws InputError where a file has such a name that is not farface's: who looks must not mix them up
   */
  async clear(isSuch: (name: string) => boolean, below = '.'): Promise<void> {
    const entries = await readdir(join(this.folder, below)).catch(() => []);
    const names = entries.filter(isSuch).map((name) => join(below, name));
    for (const name of names) if (!(await this.#isOwn(name))) throw this.#foreign(name);
    for (const name of names) await rm(join(this.folder, name));
  }

  /**
   * Writes a file in one step, and the folders that it needs.
   *
   * @throws InputError where another one's file is in its place, or nothing can be written there
   */
  async write(name: string, bytes: string | Uint8Array): Promise<void> {
    const file = await this.begin(name);
    try {
      await file.write(bytes);
      await file.commit();
    } catch (error) {
      await file.discard();
      throw error;
    }
  }

  /** Begins a file that is written bit by bit, and is there once it is committed. Throws as `write` does. */
  async begin(name: string): Promise<OwnFile> {
    const path = join(this.folder, name);
    if (!(await this.#isOwn(name))) throw this.#foreign(name);
    const told = async <Result>(work: Promise<Result>) => {
      try {
        return await work;
      } catch (error) {
        throw fileError(path, 'cannot be written', error);
      }
    };
    await told(makeFolder(dirname(path)));
    const file = await told(GrowingFile.open(path, this.mode === undefined ? {} : { mode: this.mode }));
    const hash = createHash('sha256');
    return {
      write: (bytes) => {
        hash.update(bytes);
        return told(file.write(bytes));
      },
      commit: async () => {
        const sha256 = hash.digest('hex');
        // First the record: a file that a kill leaves without one would pass for somebody else's.
        const entry = `\n${JSON.stringify({ file: name, sha256 })}\n`;
        await told(appendFile(join(this.folder, RECORD), entry, { mode: this.mode }));
        this.#note(name, sha256);
        await told(file.commit());
      },
      discard: () => file.discard(),
    };
  }

  /** Whether the file is there as farface wrote it. */
  async owns(name: string): Promise<boolean> {
    return this.written.has(name) && (await this.#isOwn(name));
  }

  /** Whether nothing is in the file's place, or what farface wrote. */
  async #isOwn(name: string): Promise<boolean> {
    const bytes = await readFile(join(this.folder, name)).catch((error: NodeJS.ErrnoException) =>
      error.code === 'ENOENT' ? undefined : 'unreadable',
    );
    return bytes === undefined || (this.written.get(name)?.has(hash(bytes)) ?? false);
  }

  #foreign(name: string): InputError {
    const path = join(this.folder, name);
    return new InputError(
      `${path}: farface did not write this file, or it has been changed since. Move it, or choose another folder than ${dirname(path)} for what is named ${basename(name)}.`,
    );
  }

  #note(name: string, sha256: string): void {
    const all = this.written.get(name) ?? new Set();
    this.written.set(name, all.add(sha256));
  }
}

/** The folder, where it has a record of what farface wrote there. */
export async function ownFilesAt(folder: string): Promise<OwnFiles | undefined> {
  return existsSync(join(folder, RECORD)) ? OwnFiles.open(folder) : undefined;
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function hash(data: string | Uint8Array): string {
  return createHash('sha256').update(data).digest('hex');
}
