import { closeSync, fdatasyncSync, fstatSync, mkdirSync, openSync, readSync, writeSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { InputError, messageOf } from '../errors/errors.js';

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
      mkdirSync(dirname(resolve(path)), { recursive: true });
      this.#file = openSync(path, 'a+');
      const { size } = fstatSync(this.#file);
      const last = Buffer.alloc(1);
      if (size > 0 && readSync(this.#file, last, 0, 1, size - 1) === 1 && last.toString() !== '\n') this.add('');
    } catch (error) {
      throw this.#unwritable(error);
    }
  }

  /** Throws `InputError` where the disk is full or gone. */
  add(line: string): void {
    try {
      const bytes = Buffer.from(`${line}\n`);
      for (let from = 0; from < bytes.length; ) from += writeSync(this.#file, bytes, from);
      fdatasyncSync(this.#file);
    } catch (error) {
      throw this.#unwritable(error);
    }
  }

  close(): void {
    closeSync(this.#file);
  }

  #unwritable(error: unknown): Error {
    if (error instanceof InputError) return error;
    return new InputError(`${this.path}: cannot be written: ${messageOf(error)}. Make room, or choose another file.`);
  }
}
