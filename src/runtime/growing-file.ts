import { type FileHandle, open, rename, rm, stat } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';

/**
 * A file that is written bit by bit, and is there under its name once it is whole: a kill at any moment leaves the old
 * one or the new one, never a part.
 */
export class GrowingFile {
  private constructor(
    readonly path: string,
    readonly temporary: string,
    private readonly file: FileHandle,
  ) {}

  /** Begins the file. Where it replaces one, the same people may read it as before; or else `mode` says who may. */
  static async open(path: string, mode = 0o666): Promise<GrowingFile> {
    const replaced = await stat(path).catch(() => undefined);
    const temporary = join(dirname(path), `.${basename(path)}.${process.pid}.tmp`);
    const file = await open(temporary, 'w', mode);
    if (replaced) await file.chmod(replaced.mode);
    return new GrowingFile(path, temporary, file);
  }

  async write(content: string | Uint8Array): Promise<void> {
    await this.file.writeFile(content);
  }

  /** Puts the file in its place: sync, rename. */
  async commit(): Promise<void> {
    await this.file.sync();
    await this.file.close();
    await rename(this.temporary, this.path);
    // The rename itself must reach the disk too; not every platform can sync a folder.
    await syncFolder(dirname(this.path)).catch(() => {});
  }

  /** Leaves nothing behind of a file that did not become whole. */
  async discard(): Promise<void> {
    await this.file.close();
    await rm(this.temporary, { force: true });
  }
}

async function syncFolder(path: string): Promise<void> {
  const folder = await open(path, 'r');
  await folder.sync().finally(() => folder.close());
}
