import type { Image } from '../image/image.js';
import { escapeXml, FONT_FAMILY } from './fonts.js';
import { PAGE } from './palette.js';
import { drawSvg } from './svg.js';

/** A region on a contact sheet: one crop, or the same before and after. */
export interface SheetItem {
  /** Square, of the sheet's side. */
  readonly crops: readonly Image[];
  /** Lines below the crops. */
  readonly caption: readonly [photo: string, details: string];
  /** Stands before them in bold, where a person is to name the item. */
  readonly number?: number;
}

/** What a sheet of crops says above them, and how large they are. */
export interface SheetHead {
  readonly title: string;
  /** A line in bold below the title. */
  readonly warning?: string;
  /** Side of the crops in pixels. */
  readonly side: number;
}

const GAP = 16;
const TITLE = 48;
const WARNING = 24;
const CAPTION = 34;
const BETWEEN = 4;
const WIDTH = 1056;
const ROWS = 8;

/** Letters of a caption's 11 pixels, on average. */
const LETTER = 6.2;

/** How many items with this many crops of a side each one sheet holds. */
export function itemsPerSheet(crops: number, side: number): number {
  return columnsFor(widthOf(crops, side)) * ROWS;
}

/** Draws a sheet of items that all have as many crops. */
export async function drawCropSheet(head: SheetHead, items: readonly SheetItem[]): Promise<Image> {
  const { title, warning, side } = head;
  const itemWidth = widthOf(items[0]?.crops.length ?? 1, side);
  const columns = columnsFor(itemWidth);
  const top = TITLE + (warning === undefined ? 0 : WARNING);
  const height = top + Math.ceil(items.length / columns) * (side + CAPTION + GAP) + GAP;
  const places = items.map((item, index) => ({
    item,
    x: GAP + (index % columns) * (itemWidth + GAP),
    y: top + Math.floor(index / columns) * (side + CAPTION + GAP),
  }));
  const captions = places.flatMap(({ item, x, y }) =>
    item.caption.map((line, row) => {
      const number = row === 0 && item.number !== undefined ? String(item.number) : '';
      const text = escapeXml(shortened(line, itemWidth - number.length * LETTER));
      const before = number && `<tspan font-weight="bold">${number}</tspan><tspan dx="4">`;
      return `<text x="${x}" y="${y + side + 13 + 14 * row}" font-size="11" fill="${row ? PAGE.light.faint : PAGE.light.ink}">${before}${text}${before && '</tspan>'}</text>`;
    }),
  );
  const warned =
    warning === undefined
      ? ''
      : `<text x="${GAP}" y="53" font-size="14" font-weight="bold" fill="${PAGE.light.bad}">${escapeXml(warning)}</text>`;
  const sheet = await drawSvg(
    `<svg xmlns="http://www.w3.org/2000/svg" width="${WIDTH}" height="${height}" font-family="${FONT_FAMILY}">
<text x="${GAP}" y="30" font-size="17" font-weight="bold" fill="${PAGE.light.ink}">${escapeXml(title)}</text>
${warned}
${captions.join('\n')}
</svg>`,
  );
  for (const { item, x, y } of places) {
    item.crops.forEach((crop, index) => {
      paste(sheet, crop, x + index * (side + BETWEEN), y);
    });
  }
  return sheet;
}

function columnsFor(itemWidth: number): number {
  return Math.floor((WIDTH - GAP) / (itemWidth + GAP));
}

function widthOf(crops: number, side: number): number {
  return crops * side + (crops - 1) * BETWEEN;
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
