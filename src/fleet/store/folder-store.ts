import { createHash, randomUUID } from 'node:crypto';
import { createReadStream, createWriteStream } from 'node:fs';
import { type FileHandle, open, readdir, rename, rm, stat } from 'node:fs/promises';
import { dirname, join, sep } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { InputError } from '../../errors/errors.js';
import { codeOf, fileError } from '../../runtime/file-error.js';
import { makeFolder } from '../../runtime/folders.js';
import { PRIVATE_FILE } from '../../spool/spool-folder.js';
import { listFolder, versionOf } from './list-folder.js';
import { type Listed, MOST_BYTES, MOST_VIDEO_BYTES, nameIn, OWN_FOLDER, type Store, type Stored } from './store.js';

/** The longest name that file systems take, in bytes. */
const LONGEST_NAME = 255;

/** Files that are being written lie here, in names that begin with a hash of their key. */
const TEMPORARY = `${OWN_FOLDER}temporary`;

/** A folder that every worker reaches at the same path. */
export class FolderStore implements Store {
  constructor(readonly name: string) {}

  list(after?: string): AsyncIterable<Listed> {
    return listFolder(this.name, after);
  }

  async read(key: string): Promise<Stored | undefined> {
    const path = this.#pathOf(key);
    try {
      const file = await open(path, 'r');
      try {
        const found = await file.stat({ bigint: true });
        if (!found.isFile()) throw new InputError(`${path}: is not a regular file; expected a picture file.`);
        if (found.size > MOST_BYTES) throw tooLarge(path, Number(found.size));
        return { bytes: await file.readFile(), version: versionOf(found) };
      } finally {
        await file.close();
      }
    } catch (error) {
      if (isAbsent(error)) return undefined;
      throw fileError(path, 'cannot be read', error);
    }
  }

  async has(key: string): Promise<boolean> {
    try {
      await stat(this.#pathOf(key));
      return true;
    } catch (error) {
      if (isAbsent(error)) return false;
      throw fileError(nameIn(this, key), 'cannot be looked for', error);
    }
  }

  async download(key: string, path: string, signal: AbortSignal): Promise<string | undefined> {
    const own = this.#pathOf(key);
    try {
      const found = await stat(own, { bigint: true });
      if (!found.isFile()) throw new InputError(`${own}: is not a regular file; expected a video.`);
      if (found.size > MOST_VIDEO_BYTES) throw videoTooLarge(own, Number(found.size));
      await pipeline(createReadStream(own), createWriteStream(path, { mode: PRIVATE_FILE }), { signal });
      return versionOf(found);
    } catch (error) {
      if (isAbsent(error)) return undefined;
      signal.throwIfAborted();
      throw fileError(own, 'cannot be read', error);
    }
  }

  async hashOf(key: string, signal: AbortSignal): Promise<string | undefined> {
    const own = this.#pathOf(key);
    try {
      const hash = createHash('sha256');
      await pipeline(createReadStream(own), hash, { signal });
      return hash.digest('hex');
    } catch (error) {
      if (isAbsent(error)) return undefined;
      signal.throwIfAborted();
      throw fileError(own, 'cannot be read', error);
    }
  }

  async write(key: string, bytes: Uint8Array): Promise<void> {
    await this.#put(key, (file) => file.writeFile(bytes));
  }

  async upload(key: string, path: string, _type: string, signal: AbortSignal): Promise<void> {
    await this.#put(key, async (file) => {
      for await (const piece of createReadStream(path, { signal })) await file.writeFile(piece);
    });
  }

  async #put(key: string, fill: (file: FileHandle) => Promise<void>): Promise<void> {
    const path = this.#pathOf(key);
    const folder = join(this.name, TEMPORARY);
    const hash = createHash('sha256').update(key).digest('hex').slice(0, 32);
    const temporary = join(folder, `${hash}-${randomUUID()}`);
    try {
      await makeFolder(folder);
      await makeFolder(dirname(path));
      const file = await open(temporary, 'wx');
      try {
        await fill(file);
        await file.sync();
      } finally {
        await file.close();
      }
      await rename(temporary, path);
    } catch (error) {
      await rm(temporary, { force: true }).catch(() => {});
      throw fileError(path, 'cannot be written', error);
    }
    // What a killed worker left of this file; whoever else writes it has lost it to this one.
    for (const name of await readdir(folder).catch(() => []))
      if (name.startsWith(hash)) await rm(join(folder, name), { force: true }).catch(() => {});
  }

  async remove(key: string): Promise<void> {
    try {
      await rm(this.#pathOf(key), { force: true });
    } catch (error) {
      if (!isAbsent(error)) throw fileError(nameIn(this, key), 'cannot be removed', error);
    }
  }

  close(): void {}

  /** @throws InputError where a key would lead out of the folder, or can be no file's name here */
  #pathOf(key: string): string {
    const wrong = key
      .split('/')
      .map(wrongIn)
      .find((one) => one !== undefined);
    if (wrong !== undefined) throw new InputError(`${key}: ${wrong}, so that it can be no file in ${this.name}.`);
    return join(this.name, ...key.split('/'));
  }
}

/** What keeps a part of a key from being a file's or a folder's name. */
function wrongIn(segment: string): string | undefined {
  if (segment === '') return 'has a part without a name';
  if (segment === '.' || segment === '..') return `has the part "${segment}"`;
  if (segment.includes('\0') || (sep === '\\' && /[\\:<>"|?*]/.test(segment))) return 'has characters that no name has';
  return Buffer.byteLength(segment) > LONGEST_NAME ? `has a part of over ${LONGEST_NAME} bytes` : undefined;
}

function isAbsent(error: unknown): boolean {
  return ['ENOENT', 'ENOTDIR'].includes(codeOf(error) ?? '');
}

export function tooLarge(name: string, bytes: number): InputError {
  const size = (bytes / MOST_BYTES).toPrecision(2);
  return new InputError(`${name}: has ${size} GiB; expected a picture file of 1 GiB at most.`);
}

export function videoTooLarge(name: string, bytes: number): InputError {
  const size = (bytes / 1024 ** 3).toPrecision(2);
  return new InputError(`${name}: has ${size} GiB; expected a video of ${MOST_VIDEO_BYTES / 1024 ** 3} GiB at most.`);
}
