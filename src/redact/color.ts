import { converter, parse } from 'culori';
import { InputError } from '../errors/errors.js';
import { type Layout, largest } from '../image/samples.js';

const toRgb = converter('rgb');

/** Shares of red, green and blue in what is seen as grey. Source: ITU-R BT.709. */
const LUMA = [0.2126, 0.7152, 0.0722] as const;

/**
 * One opaque pixel of a colour, as a sample for each channel of a picture with this layout. The numbers are taken for
 * those of the picture's own colour space, as its profile says.
 *
 * @param css as in `black`, `#ff8800` or `rgb(255, 136, 0)`; what it says of transparency does not count
 * @throws InputError where it is no colour
 */
export function pixelOf(css: string, layout: Layout): number[] {
  const colours = colorants(rgbOf(css), layout.color);
  return [...colours, ...(layout.hasAlpha ? [1] : [])].map((value) => Math.round(value * largest(layout)));
}

function colorants(rgb: readonly number[], color: Layout['color']): readonly number[] {
  if (color === 'rgb') return rgb;
  if (color === 'grey') return [rgb.reduce((sum, value, index) => sum + value * LUMA[index]!, 0)];
  // As much black ink as all three colours have in common, and of each what is missing then.
  const light = Math.max(...rgb);
  return [...rgb.map((value) => (light === 0 ? 0 : 1 - value / light)), 1 - light];
}

/** Red, green and blue, 0 to 1. */
export function rgbOf(css: string): number[] {
  const parsed = parse(css);
  if (!parsed) {
    throw new InputError(`color: expected a CSS colour such as black, #ff8800 or rgb(255, 136, 0), received "${css}"`);
  }
  const { r, g, b } = toRgb(parsed);
  return [r, g, b].map((value) => Math.min(1, Math.max(0, value)));
}
