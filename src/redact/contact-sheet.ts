import { escapeXml, FONT_FAMILY } from '../image/fonts.js';
import type { Image } from '../image/image.js';
import { drawSvg } from '../image/svg.js';
import { CROP } from './review-crop.js';

/** A region on a contact sheet: one crop, or the same before and after. */
export interface SheetItem {
  readonly crops: readonly Image[];
  /** Lines below the crops. */
  readonly caption: readonly [photo: string, details: string];
}

const GAP = 16;
const HEADER = 48;
const CAPTION = 34;
const BETWEEN = 4;
const WIDTH = 1056;
const ROWS = 8;

/** Letters of a caption's 11 pixels, on average. */
const LETTER = 6.2;

/** How many items with this many crops each one sheet holds. */
export function itemsPerSheet(crops: number): number {
  return columnsFor(crops) * ROWS;
}

/** Draws a sheet of items that all have as many crops. */
export async function drawSheet(title: string, items: readonly SheetItem[]): Promise<Image> {
  const crops = items[0]?.crops.length ?? 1;
  const columns = columnsFor(crops);
  const height = HEADER + Math.ceil(items.length / columns) * (CROP + CAPTION + GAP) + GAP;
  const places = items.map((item, index) => ({
    item,
    x: GAP + (index % columns) * (widthOf(crops) + GAP),
    y: HEADER + Math.floor(index / columns) * (CROP + CAPTION + GAP),
  }));
  const captions = places.flatMap(({ item, x, y }) =>
    item.caption.map((line, row) => {
      const text = escapeXml(shortened(line, widthOf(crops)));
      return `<text x="${x}" y="${y + CROP + 13 + 14 * row}" font-size="11" fill="${row ? '#666' : '#000'}">${text}</text>`;
    }),
  );
  const sheet = await drawSvg(
    `<svg xmlns="http://www.w3.org/2000/svg" width="${WIDTH}" height="${height}" font-family="${FONT_FAMILY}">
<text x="${GAP}" y="30" font-size="17" font-weight="bold">${escapeXml(title)}</text>
${captions.join('\n')}
</svg>`,
  );
  for (const { item, x, y } of places) {
    item.crops.forEach((crop, index) => {
      paste(sheet, crop, x + index * (CROP + BETWEEN), y);
    });
  }
  return sheet;
}

function columnsFor(crops: number): number {
  return Math.floor((WIDTH - GAP) / (widthOf(crops) + GAP));
}

function widthOf(crops: number): number {
  return crops * CROP + (crops - 1) * BETWEEN;
}

/** The end of a path says more than its beginning. */
function shortened(line: string, width: number): string {
  const letters = Math.floor(width / LETTER);
  return line.length > letters ? `…${line.slice(1 - letters)}` : line;
}

function paste(sheet: Image, crop: Image, x: number, y: number): void {
  for (let row = 0; row < crop.height; row++) {
    const from = row * crop.width * 3;
    sheet.data.set(crop.data.subarray(from, from + crop.width * 3), ((y + row) * sheet.width + x) * 3);
  }
}
