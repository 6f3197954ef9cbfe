import { BEYOND, type Image } from '../image/image.js';
import { resample } from '../image/resample.js';
import { type Random, uniform } from '../random/random.js';
import type { AnnotatedFace } from './annotations.js';
import { changeColours, drawColourChange } from './colour.js';
import { coverFaces } from './cover-faces.js';
import { type CropFace, facesInCrop } from './crop-faces.js';
import { CROP_SETTINGS, type CropSettings } from './crop-settings.js';
import { chooseWindow } from './crop-window.js';
import { addNoise, blur, throughJpeg } from './degradations.js';

/** A square of a photo, for training. */
export interface Crop {
  /** `[3, size, size]`: red, green and blue, 0 to 255. */
  readonly pixels: Uint8Array;
  readonly faces: readonly CropFace[];
}

/**
 * Cuts a random training crop out of a photo: scaled so that faces, small ones above all, appear in the wanted sizes,
 * mirrored, some faces half covered, its colours changed, sometimes degraded. The same `random` gives the same crop.
 */
export async function sampleCrop(
  image: Image,
  faces: readonly AnnotatedFace[],
  random: Random,
  settings: CropSettings = CROP_SETTINGS,
): Promise<Crop> {
  const { size } = settings;
  const window = chooseWindow(image, faces, random, settings);
  const { planes, columns, rows } = resample(image, window, size);
  const inCrop = facesInCrop(faces, window, settings);
  const left = coverFaces(planes, size, { columns, rows }, inCrop, random, settings);

  if (random() < settings.blurChance) blur(planes, size, uniform(random, ...settings.blur));
  const colours = drawColourChange(random, settings);
  if (colours) changeColours(planes, colours);
  if (random() < settings.noiseChance) addNoise(planes, uniform(random, ...settings.noise), random);
  let pixels = roundPixels(planes);
  if (random() < settings.jpegChance) {
    pixels = await throughJpeg(pixels, size, Math.round(uniform(random, ...settings.jpegQuality)));
  }
  fillOutside(pixels, size, columns, rows);
  return { pixels, faces: left };
}

function roundPixels(planes: Float32Array): Uint8Array {
  // A clamped array rounds and keeps to 0 to 255 by itself.
  return new Uint8Array(new Uint8ClampedArray(planes).buffer);
}

function fillOutside(
  pixels: Uint8Array,
  size: number,
  [left, right]: readonly [number, number],
  [top, bottom]: readonly [number, number],
): void {
  if (left === 0 && top === 0 && right === size && bottom === size) return;
  for (let start = 0; start < pixels.length; start += size) {
    const y = (start / size) % size;
    if (y < top || y >= bottom) pixels.fill(BEYOND, start, start + size);
    else pixels.fill(BEYOND, start, start + left).fill(BEYOND, start + right, start + size);
  }
}
