import sharp from 'sharp';
import { escapeXml, FONT_FAMILY } from '../draw/fonts.js';
import { PAGE } from '../draw/palette.js';
import { drawOver } from '../draw/svg.js';
import type { Image } from '../image/image.js';

/** A small picture and the line below it. */
export interface SheetEntry {
  readonly thumbnail: Image;
  readonly caption: string;
}

const COLUMNS = 3;
const ROWS = 4;
/** How many entries a sheet holds. */
export const ENTRIES_PER_SHEET = COLUMNS * ROWS;

const CELL = { width: 600, height: 400 };
const CAPTION = 28;
const GAP = 12;

/** The picture, small enough for a sheet. */
export async function thumbnailOf({ width, height, data }: Image): Promise<Image> {
  const small = await sharp(data, { raw: { width, height, channels: 3 } })
    .resize(CELL.width, CELL.height, { fit: 'inside' })
    .raw()
    .toBuffer({ resolveWithObject: true });
  return { width: small.info.width, height: small.info.height, data: small.data };
}

/** Lays entries out row by row on white. */
export async function drawContactSheet(entries: readonly SheetEntry[]): Promise<Image> {
  const rows = Math.ceil(entries.length / COLUMNS);
  const width = COLUMNS * (CELL.width + GAP) + GAP;
  const height = rows * (CELL.height + CAPTION + GAP) + GAP;
  const places = entries.map((entry, index) => ({
    ...entry,
    left: GAP + (index % COLUMNS) * (CELL.width + GAP),
    top: GAP + Math.floor(index / COLUMNS) * (CELL.height + CAPTION + GAP),
  }));
  const data = await sharp({ create: { width, height, channels: 3, background: 'white' } })
    .composite(
      places.map(({ thumbnail, left, top }) => ({
        input: Buffer.from(thumbnail.data),
        raw: { width: thumbnail.width, height: thumbnail.height, channels: 3 as const },
        left,
        top: top + CELL.height - thumbnail.height,
      })),
    )
    .removeAlpha()
    .raw()
    .toBuffer();
  const captions = places.map(
    ({ caption, left, top }) =>
      `<text x="${left}" y="${top + CELL.height + 20}" font-family="${FONT_FAMILY}" font-size="16" fill="${PAGE.light.ink}">${escapeXml(caption)}</text>`,
  );
  return drawOver(
    { width, height, data },
    `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}">${captions.join('')}</svg>`,
  );
}
