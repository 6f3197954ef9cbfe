import { randomBytes } from 'node:crypto';
import { lstat, mkdir, mkdtemp, readdir, rm, stat } from 'node:fs/promises';
import { hostname, tmpdir } from 'node:os';
import { join } from 'node:path';
import { InputError } from '../errors/errors.js';
import { codeOf, fileError } from '../runtime/file-error.js';
import { beganAt, isAlive } from './processes.js';

/** Only its owner may look into it. */
const PRIVATE_FOLDER = 0o700;
/** Files in it. */
export const PRIVATE_FILE = 0o600;

/** `HOST-PROCESS-BEGAN-RANDOM`: who uses a folder of the spool. */
const OWNED = /^(?<host>[0-9a-f]+)-(?<process>\d+)-(?<began>\d*)-[A-Za-z0-9]+$/;

/** Where spools are unless another place is named: this user's own folder among the temporary files. */
export function defaultSpool(): string {
  return join(tmpdir(), `farface-spool-${process.getuid?.() ?? 'user'}`);
}

/**
 * A private folder of this process for files that are too large for memory and that nobody else is to see: 0700, in it files
 * of 0600 with random names. It goes when the process ends; what a killed process left goes when the next one opens the same
 * place.
 */
export class Spool {
  readonly #folders = new Set<SpoolFolder>();

  private constructor(private readonly path: string) {}

  /**
   * Opens a spool at a place, and removes what processes left there that are no longer going on.
   *
   * @throws InputError where nothing private can be there
   */
  static async open(place: string = defaultSpool()): Promise<Spool> {
    try {
      await mkdir(place, { recursive: true, mode: PRIVATE_FOLDER });
      await checkPrivate(place);
      await removeRemains(place);
      const host = Buffer.from(hostname()).toString('hex') || '0';
      return new Spool(await mkdtemp(join(place, `${host}-${process.pid}-${await beganAt(process.pid)}-`)));
    } catch (error) {
      if (error instanceof InputError) throw error;
      throw fileError(place, 'cannot be used for videos on their way', error);
    }
  }

  /** Bytes of all that lies there, as far as it was told. */
  get bytes(): number {
    return [...this.#folders].reduce((sum, { bytes }) => sum + bytes, 0);
  }

  /** A folder of its own for one piece of work. */
  async folder(): Promise<SpoolFolder> {
    const path = join(this.path, randomBytes(16).toString('hex'));
    await mkdir(path, { mode: PRIVATE_FOLDER });
    const folder = new SpoolFolder(path, () => this.#folders.delete(folder));
    this.#folders.add(folder);
    return folder;
  }

  /** Removes all of it. */
  async end(): Promise<void> {
    await rm(this.path, { recursive: true, force: true });
    this.#folders.clear();
  }
}

/** What lies in the spool for one piece of work. */
export class SpoolFolder {
  readonly #bytes = new Map<string, number>();

  constructor(
    readonly path: string,
    private readonly forget: () => void,
  ) {}

  get bytes(): number {
    return [...this.#bytes.values()].reduce((sum, bytes) => sum + bytes, 0);
  }

  /** The path of a file in it, which need not be there yet. */
  file(name: string): string {
    return join(this.path, name);
  }

  /** Says how large a file of it is by now. */
  note(name: string, bytes: number): void {
    this.#bytes.set(name, bytes);
  }

  async remove(name: string): Promise<void> {
    await rm(this.file(name), { force: true });
    this.#bytes.delete(name);
  }

  async removeAll(): Promise<void> {
    await rm(this.path, { recursive: true, force: true });
    this.#bytes.clear();
    this.forget();
  }
}

/** Where others could put files or links of theirs in place of ours, nothing is written. */
async function checkPrivate(place: string): Promise<void> {
  const found = await lstat(place);
  const own = process.getuid?.();
  const why = !found.isDirectory()
    ? 'is no folder, or a link to one'
    : own !== undefined && found.uid !== own
      ? 'belongs to somebody else'
      : own !== undefined && (found.mode & 0o077) !== 0
        ? 'can be read by others (chmod 700 makes it private)'
        : undefined;
  if (why !== undefined) throw new InputError(`${place}: ${why}; videos on their way need a folder of their own.`);
}

/** Removes folders of processes of this machine that have ended. */
async function removeRemains(place: string): Promise<void> {
  const here = Buffer.from(hostname()).toString('hex') || '0';
  for (const name of await readdir(place)) {
    const { host, process: id, began } = OWNED.exec(name)?.groups ?? {};
    if (host !== here || id === undefined) continue;
    if (isAlive(Number(id)) && (await beganAt(Number(id))) === began) continue;
    await rm(join(place, name), { recursive: true, force: true });
  }
}

/** Whether the disk, or what of it this user may have, is full. */
export function isDiskFull(error: unknown): boolean {
  return ['ENOSPC', 'EDQUOT'].includes(codeOf(error) ?? '');
}

/** Bytes of a file; 0 where it is not there. */
export async function sizeOf(path: string): Promise<number> {
  return (await stat(path).catch(() => undefined))?.size ?? 0;
}
