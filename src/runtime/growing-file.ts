import { type FileHandle, open, rename, rm } from 'node:fs/promises';
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

  static async open(path: string): Promise<GrowingFile> {
    const temporary = join(dirname(path), `.${basename(path)}.${process.pid}.tmp`);
    return new GrowingFile(path, temporary, await open(temporary, 'w'));
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
