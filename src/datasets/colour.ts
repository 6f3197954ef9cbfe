import { type Random, uniform } from '../random/random.js';
import type { CropSettings } from './crop-settings.js';

/** What becomes of a colour: `rows` are red, green and blue, each a factor for red, green and blue and an offset. */
export type ColourMatrix = readonly (readonly [red: number, green: number, blue: number, offset: number])[];

/** How colours may change. */
export type ColourSettings = Pick<
  CropSettings,
  'colourChance' | 'gain' | 'offset' | 'contrast' | 'saturation' | 'tint' | 'greyscaleChance'
>;

/** Luma weights of ITU-R BT.601. */
const LUMA = [0.299, 0.587, 0.114] as const;
const MIDDLE = 127.5;

/**
 * Draws a change of colours: saturation, then tint and gain, then contrast about the middle, then offset. All of them
 * are linear in the colour, so together they are one matrix. Undefined if the colours stay.
 */
export function drawColourChange(random: Random, settings: ColourSettings): ColourMatrix | undefined {
  const grey = random() < settings.greyscaleChance;
  if (random() >= settings.colourChance) return grey ? colourMatrix(0, [1, 1, 1], 1, 0) : undefined;
  const saturation = uniform(random, ...settings.saturation);
  const gain = uniform(random, ...settings.gain);
  const tints = [0, 1, 2].map(() => (grey ? gain : gain * uniform(random, ...settings.tint)));
  const contrast = uniform(random, ...settings.contrast);
  return colourMatrix(grey ? 0 : saturation, tints, contrast, 255 * uniform(random, ...settings.offset));
}

/** The matrix for one factor of saturation, gains per channel, a factor of contrast and an offset in 8-bit levels. */
export function colourMatrix(
  saturation: number,
  gains: readonly number[],
  contrast: number,
  offset: number,
): ColourMatrix {
  return gains.map((gain, channel) => {
    const factor = (from: number) =>
      contrast * gain * ((1 - saturation) * LUMA[from]! + (channel === from ? saturation : 0));
    return [factor(0), factor(1), factor(2), (1 - contrast) * MIDDLE + offset];
  });
}

/** Changes the colours of planes `[3, …]` in place. Values may leave 0 to 255. */
export function changeColours(planes: Float32Array, matrix: ColourMatrix): void {
  const plane = planes.length / 3;
  const [[rr, rg, rb, r0], [gr, gg, gb, g0], [br, bg, bb, b0]] = matrix as [
    ColourMatrix[number],
    ColourMatrix[number],
    ColourMatrix[number],
  ];
  for (let i = 0; i < plane; i++) {
    const red = planes[i]!;
    const green = planes[plane + i]!;
    const blue = planes[2 * plane + i]!;
    planes[i] = rr * red + rg * green + rb * blue + r0;
    planes[plane + i] = gr * red + gg * green + gb * blue + g0;
    planes[2 * plane + i] = br * red + bg * green + bb * blue + b0;
  }
}
