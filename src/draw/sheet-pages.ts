import { mkdir, readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { writeImage } from '../platform/node/write-image.js';
import { drawCropSheet, itemsPerSheet, type SheetHead, type SheetItem } from './crop-sheet.js';

/** Contact sheets of any number of items, written page by page: `FOLDER/NAME-001.png`, … */
export class SheetPages {
  readonly #waiting: SheetItem[] = [];
  #pages = 0;

  private constructor(
    readonly folder: string,
    readonly name: string,
    private readonly head: SheetHead,
  ) {}

  /** Makes the folder, and removes the pages that an earlier run left there: who looks must not mix them up. */
  static async open(folder: string, name: string, head: SheetHead): Promise<SheetPages> {
    await mkdir(folder, { recursive: true });
    const page = new RegExp(`^${name}-\\d{3,}\\.png$`);
    for (const file of await readdir(folder)) if (page.test(file)) await rm(join(folder, file));
    return new SheetPages(folder, name, head);
  }

  /** Puts items on the sheets, all of which have as many crops, and writes those that are full. */
  async add(items: readonly SheetItem[]): Promise<void> {
    this.#waiting.push(...items);
    const full = itemsPerSheet(this.#waiting[0]?.crops.length ?? 1, this.head.side);
    while (this.#waiting.length >= full) await this.#write(this.#waiting.splice(0, full));
  }

  /** Writes the last sheet. Returns how many there are. */
  async close(): Promise<number> {
    if (this.#waiting.length > 0) await this.#write(this.#waiting.splice(0));
    return this.#pages;
  }

  async #write(items: readonly SheetItem[]): Promise<void> {
    this.#pages += 1;
    const page = String(this.#pages).padStart(3, '0');
    await writeImage(join(this.folder, `${this.name}-${page}.png`), await drawCropSheet(this.head, items));
  }
}
