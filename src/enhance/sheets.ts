import { join } from 'node:path';
import { drawCropSheet, itemsPerSheet, type SheetItem } from '../image/crop-sheet.js';
import type { Image } from '../image/image.js';
import { resize } from '../image/resize.js';
import { writeImage } from '../image/write.js';
import type { EnhancedFace } from './enhancer.js';
import { IMAGINED } from './warning.js';

/** Side of a crop on a sheet: between the 64 and 256 pixels that the generator draws. */
const SIDE = 160;

const HEAD = {
  title: 'As photographed and only enlarged (left); as a network imagines it (right)',
  warning: IMAGINED,
  side: SIDE,
};

/** Contact sheets of enhanced faces beside their originals, written page by page: `FOLDER/enhanced-001.png`, … */
export class EnhancedSheets {
  readonly #waiting: SheetItem[] = [];
  #pages = 0;

  constructor(readonly folder: string) {}

  /** Puts the faces of a photo on the sheets, and writes those that are full. The folder must exist. */
  async add(photo: string, faces: readonly EnhancedFace[]): Promise<void> {
    for (const { face, original, enhanced } of faces) {
      const { x, y, height } = face.box;
      const details = `${Math.round(height)} px tall at ${Math.round(x)},${Math.round(y)}`;
      this.#waiting.push({ crops: await Promise.all([original, enhanced].map(enlarged)), caption: [photo, details] });
    }
    const full = itemsPerSheet(2, SIDE);
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
    await writeImage(join(this.folder, `enhanced-${page}.png`), await drawCropSheet(HEAD, items));
  }
}

const enlarged = (crop: Image) => resize(crop, SIDE, SIDE);
