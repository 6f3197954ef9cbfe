import { type Box, size as sizeOf } from '../geometry/box.js';
import type { Window } from '../image/resample.js';
import { index, logUniform, type Random, uniform } from '../random/random.js';
import type { AnnotatedFace } from './annotations.js';
import type { CropSettings } from './crop-settings.js';

/** Whether a face may be what a crop is made for. */
export function isTarget({ invalid, box }: AnnotatedFace): boolean {
  return !invalid && box.width > 0 && box.height > 0;
}

/**
 * Chooses which square of a photo of `width` × `height` becomes a crop: around a face that is drawn at random and
 * scaled to a wanted size, or anywhere. It starts at a whole pixel, so that the photo's own scale keeps its pixels as
 * they are, and lies inside the photo unless the photo is smaller.
 */
export function chooseWindow(
  { width, height }: { readonly width: number; readonly height: number },
  faces: readonly AnnotatedFace[],
  random: Random,
  settings: CropSettings,
): Window {
  const targets = faces.filter(isTarget);
  const background = random() < settings.backgroundChance;
  const face = background || targets.length === 0 ? undefined : targets[index(random, targets.length)]!.box;
  const scale = chooseScale(face, random, settings);
  const side = settings.size / scale;
  const x = chooseStart(face?.x, face?.width, side, width, random);
  const y = chooseStart(face?.y, face?.height, side, height, random);
  return { x, y, scale, flip: random() < settings.flipChance };
}

function chooseScale(face: Box | undefined, random: Random, settings: CropSettings): number {
  const [least, most] = settings.scales;
  if (random() < settings.nativeChance) return 1;
  if (!face) return logUniform(random, least, most);
  const sizes = random() < settings.wideChance ? settings.wideFaceSizes : settings.faceSizes;
  return Math.min(Math.max(logUniform(random, ...sizes) / sizeOf(face), least), most);
}

/**
 * Where the window starts on one axis: so that it holds the face (or lies in it, if the face is larger), if there is
 * one, and lies in the photo (or holds it, if the photo is smaller).
 */
function chooseStart(
  faceStart: number | undefined,
  faceSide = 0,
  side: number,
  photoSide: number,
  random: Random,
): number {
  const [low, high] = [Math.min(0, photoSide - side), Math.max(0, photoSide - side)];
  if (faceStart === undefined) return Math.round(uniform(random, low, high));
  const within = (value: number) => Math.min(Math.max(value, low), high);
  const ends = [faceStart, faceStart + faceSide - side].map(within) as [number, number];
  return Math.round(uniform(random, ...ends));
}
