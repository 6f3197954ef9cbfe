import { encodeImage } from '../platform/node/write-image.js';
import type { OwnFiles } from '../runtime/own-files.js';
import { drawCropSheet, itemsPerSheet, type SheetHead, type SheetItem } from './crop-sheet.js';

/** Contact sheets of any number of items, written page by page: `NAME-001.png`, … */
export class SheetPages {
  readonly #waiting: SheetItem[] = [];
  #pages = 0;

  private constructor(
    private readonly files: OwnFiles,
    readonly name: string,
    private readonly head: SheetHead,
  ) {}

  /**
   * Removes the pages that an earlier run left: who looks must not mix them up.
   *
   * @throws InputError where there are files of such names that farface did not write
   */
  static async open(files: OwnFiles, name: string, head: SheetHead): Promise<SheetPages> {
    const page = new RegExp(`^${name}-\\d{3,}\\.png$`);
    await files.clear((file) => page.test(file));
    return new SheetPages(files, name, head);
  }

  /** Puts items on the sheets, all of which have as many crops, and writes those that are full. */
  async add(items: readonly SheetItem[]): Promise<void> {
    const full = itemsPerSheet(items[0]?.crops.length ?? 1, this.head.side);
    for (const item of items) {
      this.#waiting.push(item);
      if (this.#waiting.length >= full) await this.#write(this.#waiting.splice(0, full));
    }
  }

  /** Writes the last sheet. Returns how many there are. */
  async close(): Promise<number> {
    if (this.#waiting.length > 0) await this.#write(this.#waiting.splice(0));
    return this.#pages;
  }

  async #write(items: readonly SheetItem[]): Promise<void> {
    this.#pages += 1;
    const page = String(this.#pages).padStart(3, '0');
    await this.files.write(`${this.name}-${page}.png`, await encodeImage('png', await drawCropSheet(this.head, items)));
  }
}
