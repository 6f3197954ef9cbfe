import { mkdtemp, readdir, rm, stat, utimes } from 'node:fs/promises';
import { hostname } from 'node:os';
import { join } from 'node:path';
import { beganAt, isAlive } from '../batch/processes.js';
import { codeOf } from '../runtime/file-error.js';

/** `HOST-PROCESS-BEGAN-RANDOM`: whose a folder of a spool is. */
const OWNED = /^(?<host>[0-9a-f]+)-(?<process>\d+)-(?<began>\d*)-[A-Za-z0-9]+$/;

/** Milliseconds between two signs of life. */
const PULSE = 60_000;
/** Without one for so long, the process of another machine, or of a container with another name, has ended. */
const SILENT = 3_600_000;

const here = () => Buffer.from(hostname()).toString('hex') || '0';

/** Makes a folder of this process. */
export async function ownFolder(place: string): Promise<string> {
  return await mkdtemp(join(place, `${here()}-${process.pid}-${await beganAt(process.pid)}-`));
}

/** Shows others on the disk that this process goes on, and keeps the folder from what clears away old files. */
export function pulse(folders: readonly string[], period = PULSE): NodeJS.Timeout {
  const beat = () => {
    // Where it cannot be said it is said the next time.
    for (const folder of folders) utimes(folder, new Date(), new Date()).catch(() => {});
  };
  return setInterval(beat, period).unref();
}

/**
 * Removes folders of processes that have ended: of this machine those that are not there, of others those that were silent
 * for long, by the clock of the disk.
 *
 * @param own the folder of this process, made just now
 */
export async function removeRemains(place: string, own: string): Promise<void> {
  const { mtimeMs: now } = await stat(own);
  for (const name of await readdir(place)) {
    const owner = OWNED.exec(name)?.groups;
    const path = join(place, name);
    if (!owner || path === own || (await isGoingOn(path, owner, now))) continue;
    await rm(path, { recursive: true, force: true });
  }
}

async function isGoingOn(path: string, owner: Readonly<Record<string, string>>, now: number): Promise<boolean> {
  const id = Number(owner.process);
  if (owner.host === here()) return isAlive(id) && (await beganAt(id)) === owner.began;
  const found = await stat(path).catch((error: unknown) => {
    if (codeOf(error) === 'ENOENT') return undefined;
    throw error;
  });
  return found !== undefined && now - found.mtimeMs < SILENT;
}
