import { createHash } from 'node:crypto';
import { type FileHandle, open, rename, rm, stat } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { fileError } from './file-error.js';
import { makeFolder } from './folders.js';

/** Permissions of a file, without those that would let it run as somebody else. */
const PERMISSIONS = 0o777;

/** What a file is to be besides its bytes, where it is not to be what the system makes of a new one. */
export interface FileNature {
  /** Permission bits. Until the file is whole only its owner may read it. */
  readonly mode?: number;
  /** Owner and group, which are kept where this process may. */
  readonly owner?: { readonly uid: number; readonly gid: number };
  /** When the file was last read and changed, in seconds since 1970. */
  readonly times?: { readonly read: number; readonly changed: number };
}

let opened = 0;

/**
 * A file that is written bit by bit, and is there under its name once it is whole: a kill at any moment leaves the old
 * one or the new one, never a part. A link of that name is replaced, never written through.
 */
export class GrowingFile {
  private constructor(
    readonly path: string,
    readonly temporary: string,
    private readonly file: FileHandle,
    private readonly nature: FileNature,
  ) {}

  /**
   * Begins the file, and its folders. Where it replaces one, the same people may read it as before.
   *
   * @throws InputError that names `path` where nothing can be written there; so do the other methods
   */
  static async open(path: string, nature: FileNature = {}): Promise<GrowingFile> {
    const temporary = join(dirname(path), temporaryName(basename(path)));
    try {
      await makeFolder(dirname(path));
      const replaced = await stat(path).catch(() => undefined);
      if (replaced?.isDirectory()) throw Object.assign(new Error('is a folder'), { code: 'EISDIR' });
      const mode = nature.mode ?? replaced?.mode;
      const file = await open(temporary, 'w', mode === undefined ? undefined : 0o600);
      return new GrowingFile(path, temporary, file, { ...nature, ...(mode !== undefined && { mode }) });
    } catch (error) {
      throw fileError(path, 'cannot be written', error);
    }
  }

  async write(content: string | Uint8Array): Promise<void> {
    await this.#told(() => this.file.writeFile(content));
  }

  /** Writes at a place of the file, in whatever order. */
  async writeAt(content: Uint8Array, position: number): Promise<void> {
    await this.#told(async () => {
      for (let done = 0; done < content.length; ) {
        const { bytesWritten } = await this.file.write(content, done, content.length - done, position + done);
        done += bytesWritten;
      }
    });
  }

  /** Puts the file in its place: sync, rename. */
  async commit(): Promise<void> {
    const { mode, owner, times } = this.nature;
    await this.#told(async () => {
      // Who may not give files away keeps them; permission bits come after, as a change of owner takes some off.
      if (owner) await this.file.chown(owner.uid, owner.gid).catch(() => {});
      if (mode !== undefined) await this.file.chmod(mode & PERMISSIONS);
      if (times) await this.file.utimes(times.read, times.changed);
      await this.file.sync();
      await this.file.close();
      await rename(this.temporary, this.path);
      // The rename itself must reach the disk too; not every platform can sync a folder.
      await syncFolder(dirname(this.path)).catch(() => {});
    });
  }

  /** Leaves nothing behind of a file that did not become whole. */
  async discard(): Promise<void> {
    await this.file.close().catch(() => {});
    await rm(this.temporary, { force: true });
  }

  async #told(work: () => Promise<void>): Promise<void> {
    try {
      await work();
    } catch (error) {
      throw fileError(this.path, 'cannot be written', error);
    }
  }
}

/** Names of the temporary files of `name`, by all processes: what stands before the number of the process. */
export function temporaryStem(name: string): string {
  // A hash, because the name with anything added may be too long for the disk.
  return `.${createHash('sha256').update(name).digest('hex').slice(0, 16)}.`;
}

/** A temporary file's name, with the number of the process that writes it. */
export const TEMPORARY = /^\.[0-9a-f]{16}\.(\d+)-\d+\.tmp$/;

function temporaryName(name: string): string {
  return `${temporaryStem(name)}${process.pid}-${++opened}.tmp`;
}

async function syncFolder(path: string): Promise<void> {
  const folder = await open(path, 'r');
  await folder.sync().finally(() => folder.close());
}
