import { closeSync, fdatasyncSync, fstatSync, ftruncateSync, openSync, readSync, writeSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { fileError } from './file-error.js';
import { makeFolderSync } from './folders.js';

/** A text file that grows by lines, each of which is on the disk before the next thing happens. */
export class LineFile {
  readonly #file: number;

  /**
   * Opens the file, or begins it with its folders. A last line that a kill cut short stays apart from the next.
   *
   * @throws InputError where it cannot be written
   */
  constructor(readonly path: string) {
    try {
      makeFolderSync(dirname(resolve(path)));
      this.#file = openSync(path, 'a+');
    } catch (error) {
      throw fileError(path, 'cannot be written', error);
    }
    const size = this.#size();
    const last = Buffer.alloc(1);
    if (size > 0 && readSync(this.#file, last, 0, 1, size - 1) === 1 && last.toString() !== '\n') this.add('');
  }

  /** Throws `InputError` where the disk is full or gone; no part of the line stays then. */
  add(line: string): void {
    const bytes = Buffer.from(`${line}\n`);
    const before = this.#size();
    try {
      for (let from = 0; from < bytes.length; ) from += writeSync(this.#file, bytes, from);
      fdatasyncSync(this.#file);
    } catch (error) {
      this.#cutAt(before);
      throw fileError(this.path, 'cannot be written', error);
    }
  }

  close(): void {
    closeSync(this.#file);
  }

  /** Bytes so far; none of a pipe or a device. */
  #size(): number {
    return fstatSync(this.#file).size;
  }

  #cutAt(size: number): void {
    try {
      ftruncateSync(this.#file, size);
    } catch {
      // A torn line says nothing, and whoever reads the file passes it over.
    }
  }
}
