import { randomBytes } from 'node:crypto';
import { lstat, mkdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { InputError } from '../errors/errors.js';
import { codeOf, fileError } from '../runtime/file-error.js';
import { ownFolder, pulse, removeRemains } from './owner.js';
import { SpoolFolder } from './spool-folder.js';

/** Only its owner may look into it. */
const PRIVATE_FOLDER = 0o700;

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
  readonly #pulse: NodeJS.Timeout;

  private constructor(
    private readonly path: string,
    place: string,
  ) {
    this.#pulse = pulse([place, path]);
  }

  /**
   * Opens a spool at a place, and removes what processes left there that are no longer going on.
   *
   * @throws InputError where nothing private can be there
   */
  static async open(place: string = defaultSpool()): Promise<Spool> {
    try {
      await mkdir(place, { recursive: true, mode: PRIVATE_FOLDER });
      await checkPrivate(place);
      const own = await ownFolder(place);
      await removeRemains(place, own);
      return new Spool(own, place);
    } catch (error) {
      if (error instanceof InputError) throw error;
      throw fileError(place, 'cannot be used for videos on their way', error);
    }
  }

  /** Bytes of all that lies there, as far as it was told. */
  get bytes(): number {
    return [...this.#folders].reduce((sum, { bytes }) => sum + bytes, 0);
  }

  /** The same with what is still to come. */
  get promised(): number {
    return [...this.#folders].reduce((sum, { promised }) => sum + promised, 0);
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
    clearInterval(this.#pulse);
    await rm(this.path, { recursive: true, force: true });
    this.#folders.clear();
  }
}

/** Where others could put files or links of theirs in place of ours, nothing is written. */
async function checkPrivate(place: string): Promise<void> {
  const found = await lstat(place);
  const own = process.getuid?.();
  const why = !found.isDirectory()
    ? 'is no folder, or a link to one'
    : own !== undefined && found.uid !== own
      ? 'belongs to somebody else (name a folder in it, which is made then)'
      : own !== undefined && (found.mode & 0o077) !== 0
        ? 'can be read by others (chmod 700 makes it private)'
        : undefined;
  if (why !== undefined) throw new InputError(`${place}: ${why}; videos on their way need a folder of their own.`);
}

/** Whether the disk, or what of it this user may have, is full. */
export function isDiskFull(error: unknown): boolean {
  return ['ENOSPC', 'EDQUOT'].includes(codeOf(error) ?? '');
}
