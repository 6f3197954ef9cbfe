import { shrink } from '../image/shrink.js';
import { type Random, uniform } from '../random/random.js';
import { addNoise, blur, throughJpeg } from './degradations.js';

/** How a clear region becomes one as small cameras and distant faces give it. Chances are per sample, 0 to 1. */
export interface DegradationSettings {
  /** Standard deviation of the optical blur, in pixels of the small image. */
  readonly blur: readonly [least: number, most: number];
  readonly noiseChance: number;
  /** Standard deviation of the sensor's noise, in 8-bit levels. */
  readonly noise: readonly [least: number, most: number];
  readonly jpegChance: number;
  readonly jpegQuality: readonly [least: number, most: number];
}

export const DEGRADATION_SETTINGS: DegradationSettings = {
  blur: [0, 0.8],
  noiseChance: 0.5,
  noise: [0.5, 6],
  jpegChance: 0.5,
  jpegQuality: [40, 95],
};

/**
 * Brings a region down to a fraction of its side: optical blur, the mean of each square of pixels as a sensor takes it,
 * noise, and JPEG. The same `random` gives the same region.
 *
 * @param planes `[3, size, size]`, 0 to 255; blurred in place
 * @param factor of the sides
 * @returns `[3, size / factor, size / factor]`, 0 to 255
 */
export async function degrade(
  planes: Float32Array,
  size: number,
  factor: number,
  random: Random,
  settings: DegradationSettings = DEGRADATION_SETTINGS,
): Promise<Float32Array> {
  const deviation = factor * uniform(random, ...settings.blur);
  // Less than this changes nothing that the mean below would leave.
  if (deviation > 0.3) blur(planes, size, deviation);
  const small = shrink(planes, size, factor);
  if (random() < settings.noiseChance) addNoise(small, uniform(random, ...settings.noise), random);
  // A sensor clips.
  for (let i = 0; i < small.length; i += 1) small[i] = Math.min(Math.max(small[i]!, 0), 255);
  if (random() >= settings.jpegChance) return small;
  const pixels = new Uint8Array(new Uint8ClampedArray(small).buffer);
  const quality = Math.round(uniform(random, ...settings.jpegQuality));
  return Float32Array.from(await throughJpeg(pixels, size / factor, quality));
}
