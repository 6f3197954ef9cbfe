import type { SheetItem } from '../draw/crop-sheet.js';
import { SheetPages } from '../draw/sheet-pages.js';
import type { Image } from '../image/image.js';
import { scaleImage } from '../image/scale.js';
import { OwnFiles } from '../runtime/own-files.js';
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
  private constructor(private readonly pages: SheetPages) {}

  /** Makes the folder, and removes the sheets of an earlier run there. */
  static async open(folder: string): Promise<EnhancedSheets> {
    return new EnhancedSheets(await SheetPages.open(await OwnFiles.open(folder), 'enhanced', HEAD));
  }

  /** Puts the faces of a photo on the sheets, and writes those that are full. */
  async add(photo: string, faces: readonly EnhancedFace[]): Promise<void> {
    await this.pages.add(faces.map((face) => itemOf(photo, face)));
  }

  /** Writes the last sheet. Returns how many there are. */
  async close(): Promise<number> {
    return this.pages.close();
  }
}

function itemOf(photo: string, { face, original, enhanced }: EnhancedFace): SheetItem {
  const { x, y, height } = face.box;
  const details = `${Math.round(height)} px tall at ${Math.round(x)},${Math.round(y)}`;
  return { crops: [original, enhanced].map(enlarged), caption: [photo, details] };
}

const enlarged = (crop: Image) => scaleImage(crop, SIDE / crop.width);
