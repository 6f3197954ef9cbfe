import { escapeXml, FONT_FAMILY } from '../draw/fonts.js';
import { PAGE } from '../draw/palette.js';
import { drawMark, MARKS, type Mark } from './marks.js';

const ROW = 30;
const SAMPLE = { width: 12, height: 14 };
const FONT_SIZE = 14;
/** Width of a letter of `FONT_SIZE`, on average, rounded up. */
const LETTER = 7.4;
const PADDING = 12;

/** A strip below a picture. */
export interface Strip {
  readonly svg: string;
  readonly height: number;
}

/**
 * A heading and what the marks mean, with how many of each there are; as many rows as `width` asks for.
 *
 * @param y where the strip begins
 */
export function legend(heading: string, counts: ReadonlyMap<Mark, number>, width: number, y: number): Strip {
  const parts: string[] = [text(heading, PADDING, y + ROW - 9, 'font-weight="bold"')];
  let [x, row] = [PADDING, 1];
  for (const { mark, meaning } of MARKS.toReversed()) {
    const words = `${counts.get(mark) ?? 0} ${meaning}`;
    const needed = SAMPLE.width + 26 + words.length * LETTER;
    if (x > PADDING && x + needed > width) [x, row] = [PADDING, row + 1];
    const middle = y + row * ROW + ROW / 2;
    parts.push(drawMark(mark, { ...SAMPLE, x: x + 6, y: middle - SAMPLE.height / 2 }, 1.6));
    parts.push(text(words, x + SAMPLE.width + 18, middle + 5));
    x += needed + 14;
  }
  return { svg: parts.join(''), height: (row + 1) * ROW + 8 };
}

function text(words: string, x: number, y: number, attributes = ''): string {
  return `<text x="${x}" y="${y}" font-family="${FONT_FAMILY}" font-size="${FONT_SIZE}" fill="${PAGE.light.ink}" ${attributes}>${escapeXml(words)}</text>`;
}
