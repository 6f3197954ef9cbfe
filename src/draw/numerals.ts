import { FONT_FAMILY } from './fonts.js';
import { drawSvg } from './svg.js';

/** The numerals 0 to 9 at one size, all as wide as each other. */
export interface Numerals {
  /** Pixels from one to the next. */
  readonly width: number;
  /** Pixels from the baseline to the top. */
  readonly height: number;
  /** `[10][height][width]`: how much of each pixel is ink, 0 to 255. */
  readonly masks: readonly Uint8Array[];
}

/** Of a numeral of Arimo, in ems. Source: its `hmtx` and `glyf` tables. */
const WIDTH = 0.556;
const HEIGHT = 0.73;

const bySize = new Map<number, Promise<Numerals>>();

/**
 * Numerals in the typeface of captions, drawn once for each size: over a photo of a hundred million pixels, text laid as
 * SVG would take a second picture of that size.
 *
 * @param size of the type in whole pixels
 */
export function numeralsOf(size: number): Promise<Numerals> {
  const known = bySize.get(size);
  if (known) return known;
  const drawn = draw(size);
  bySize.set(size, drawn);
  return drawn;
}

async function draw(size: number): Promise<Numerals> {
  const [width, height] = [Math.ceil(WIDTH * size), Math.ceil(HEIGHT * size)];
  const texts = Array.from({ length: 10 }, (_, numeral) => {
    return `<text x="${(numeral + 0.5) * width}" y="${height}" text-anchor="middle">${numeral}</text>`;
  });
  const strip = await drawSvg(
    `<svg xmlns="http://www.w3.org/2000/svg" width="${10 * width}" height="${height + 1}" font-family="${FONT_FAMILY}" font-size="${size}" font-weight="bold">${texts.join('')}</svg>`,
  );
  const masks = texts.map((_, numeral) =>
    Uint8Array.from({ length: width * height }, (_, at) => {
      const [x, y] = [numeral * width + (at % width), Math.floor(at / width)];
      return 255 - strip.data[(y * strip.width + x) * 3]!;
    }),
  );
  return { width, height, masks };
}
