import sharp from 'sharp';
import { FONT_FAMILY } from '../../draw/fonts.js';
import { FIGURE } from '../../draw/palette.js';
import { drawOver } from '../../draw/svg.js';
import type { Image } from '../../image/image.js';
import { fromPlanes } from '../../image/planes.js';
import type { Restoration } from '../regions.js';

const COLUMNS = ['low', 'bicubic', 'upsampled', 'refined', 'high'] as const;
const titlesOf = ({ low, high }: Restoration) => {
  const sides = (planes: Float32Array) => `${Math.sqrt(planes.length / 3)} × ${Math.sqrt(planes.length / 3)}`;
  return [sides(low), 'bicubic', 'upsampled', 'refined', `real ${sides(high)}`];
};
const CELL = 128;
const GAP = 8;
const HEAD = 28;

/**
 * A picture of what super-resolution does, a row each: what it is given, enlarged bicubically, by both sub-networks, and
 * the truth. Faces on the left, non-faces on the right.
 *
 * @param rows at most
 */
export async function drawRestorations(restorations: readonly Restoration[], rows: number): Promise<Image> {
  const sides = [true, false].map((face) => restorations.filter((one) => one.face === face).slice(0, rows));
  const panel = COLUMNS.length * (CELL + GAP);
  const width = 2 * panel + 3 * GAP;
  const height = HEAD + Math.max(...sides.map(({ length }) => length)) * (CELL + GAP);
  const cells = await Promise.all(
    sides.flatMap((side, left) =>
      side.flatMap((restoration, row) =>
        COLUMNS.map(async (column, index) => ({
          input: await enlarged(restoration[column]),
          left: GAP + left * (panel + GAP) + index * (CELL + GAP),
          top: HEAD + row * (CELL + GAP),
        })),
      ),
    ),
  );
  const background = { create: { width, height, channels: 3 as const, background: 'white' } };
  const data = await sharp(background).composite(cells).removeAlpha().raw().toBuffer();
  const titles = [0, 1].flatMap((left) =>
    titlesOf(restorations[0]!).map((title, index) => {
      const x = GAP + left * (panel + GAP) + index * (CELL + GAP);
      return `<text x="${x}" y="20" font-family="${FONT_FAMILY}" font-size="14" fill="${FIGURE.ink}">${title}</text>`;
    }),
  );
  const svg = `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}">${titles.join('')}</svg>`;
  return drawOver({ width, height, data }, svg);
}

/** A cell: every pixel a square, so that nothing is made up. */
async function enlarged(planes: Float32Array): Promise<Buffer> {
  const side = Math.sqrt(planes.length / 3);
  return await sharp(fromPlanes(planes, side, side).data, { raw: { width: side, height: side, channels: 3 } })
    .resize(CELL, CELL, { kernel: 'nearest' })
    .png()
    .toBuffer();
}
