import { link, readdir, readFile, rename, rm, rmdir, writeFile } from 'node:fs/promises';
import { hostname } from 'node:os';
import { basename, dirname, join, resolve } from 'node:path';
import { z } from 'zod';
import { InputError } from '../errors/errors.js';
import { codeOf, fileError } from '../runtime/file-error.js';
import { makeFolder } from '../runtime/folders.js';
import { beganAt, isAlive } from './processes.js';

/** Who holds a lock. A process's number is used again one day, so the time when it began tells them apart. */
const ownerSchema = z.object({ host: z.string(), process: z.int(), began: z.string() });
type Owner = z.output<typeof ownerSchema>;

let taken = 0;

/**
 * Keeps two runs from writing one file: `FILE.lock` is there as long as one of them does. What a killed run left is
 * taken over.
 */
export class FileLock {
  private constructor(
    private readonly path: string,
    /** The uppermost folder that was made for it. */
    private readonly made: string | undefined,
  ) {}

  /** @throws InputError where a run that goes on holds the lock, or nothing can be written there */
  static async take(file: string): Promise<FileLock> {
    const path = `${file}.lock`;
    const owner: Owner = { host: hostname(), process: process.pid, began: await beganAt(process.pid) };
    const own = `${path}.${process.pid}-${++taken}`;
    try {
      const made = await makeFolder(dirname(path));
      await writeFile(own, JSON.stringify(owner));
      for (;;) {
        if (await linked(own, path)) {
          await removeRemains(path);
          return new FileLock(path, made);
        }
        const text = await readFile(path, 'utf8').catch(() => undefined);
        if (text === undefined) continue;
        if (await isHeld(text)) throw new InputError(heldBy(file, path, text));
        await takeAway(path, `${own}.old`, text);
      }
    } catch (error) {
      throw fileError(path, 'cannot be written', error);
    } finally {
      // Where it could not be written there is nothing to remove.
      await rm(own, { force: true }).catch(() => {});
    }
  }

  /** Lets the file go. Folders that were made for it and have nothing in them go, too. */
  async release(): Promise<void> {
    await rm(this.path, { force: true });
    if (this.made === undefined) return;
    for (let folder = dirname(resolve(this.path)); folder.startsWith(this.made); folder = dirname(folder)) {
      const empty = await rmdir(folder).then(
        () => true,
        () => false,
      );
      if (!empty) return;
    }
  }
}

/** Removes what runs left that were killed while they took the lock. */
async function removeRemains(path: string): Promise<void> {
  const start = `${basename(path)}.`;
  for (const name of await readdir(dirname(path))) {
    const [, id] = (name.startsWith(start) && /^(\d+)-\d+(?:\.old)?$/.exec(name.slice(start.length))) || [];
    if (id !== undefined && !isAlive(Number(id))) await rm(join(dirname(path), name), { force: true });
  }
}

/** Gives the file its second name in one step, which fails where the name is taken. */
async function linked(from: string, to: string): Promise<boolean> {
  try {
    await link(from, to);
    return true;
  } catch (error) {
    if (codeOf(error) === 'EEXIST') return false;
    // Disks without links (memory cards): nearly as good, as it fails where the name is taken too.
    if (codeOf(error) !== 'EPERM' && codeOf(error) !== 'ENOTSUP' && codeOf(error) !== 'ENOSYS') throw error;
    return writeFile(to, await readFile(from), { flag: 'wx' }).then(
      () => true,
      (other: unknown) => {
        if (codeOf(other) === 'EEXIST') return false;
        throw other;
      },
    );
  }
}

/** Removes a lock that nobody holds; not the one that another run put there meanwhile. */
async function takeAway(path: string, aside: string, expected: string): Promise<void> {
  await rename(path, aside).catch(() => {});
  const text = await readFile(aside, 'utf8').catch(() => undefined);
  if (text !== undefined && text !== expected) await link(aside, path).catch(() => {});
  await rm(aside, { force: true });
}

async function isHeld(text: string): Promise<boolean> {
  const owner = ownerOf(text);
  // Half a line: the disk was full, or the power went.
  if (!owner) return false;
  if (owner.host !== hostname()) return true;
  return isAlive(owner.process) && (await beganAt(owner.process)) === owner.began;
}

function heldBy(file: string, path: string, text: string): string {
  const { host, process: id } = ownerOf(text)!;
  const place = host === hostname() ? '' : ` on ${host}`;
  return `${file}: another run writes it (process ${id}${place}). Wait for it, choose another file, or delete ${path} where that run is no longer going.`;
}

function ownerOf(text: string): Owner | undefined {
  try {
    return ownerSchema.parse(JSON.parse(text));
  } catch {
    return undefined;
  }
}
