import { halve } from './halve.js';
import type { Image } from './image.js';
import { taps } from './taps.js';

/**
 * The length of a side at a scale; a part of a pixel at its end is one of its own, so that nothing is lost. A size that is
 * nearly whole is meant to be.
 */
export function scaledLength(length: number, scale: number): number {
  if (scale <= 0.5) return scaledLength(Math.ceil(length / 2), 2 * scale);
  return Math.ceil(length * scale - 1e-6);
}

/**
 * The picture at any scale: pixel x of the result is centred on (x + ½) / scale, exactly. Bilinear where it enlarges; where
 * it shrinks, the triangle widens with it. To a half and less the picture is halved first.
 *
 * @param scale pixels of the result per pixel of the picture, above 0
 */
export function scaleImage(image: Image, scale: number): Image {
  if (scale === 1) return image;
  if (scale <= 0.5) return scaleImage(halve(image), 2 * scale);
  const [width, height] = [scaledLength(image.width, scale), scaledLength(image.height, scale)];
  const across = taps(0, scale, width, image.width, false);
  const down = taps(0, scale, height, image.height, false);
  const data = new Uint8ClampedArray(width * height * 3);
  // Row by row, down before across: no picture between the two is kept.
  const row = new Float32Array(image.width * 3);
  let to = 0;
  for (let y = 0; y < height; y++) {
    row.fill(0);
    for (let tap = 0; tap < down.count[y]!; tap++) {
      const weight = down.weights[y * down.stride + tap]!;
      const start = (down.first[y]! + tap) * row.length;
      for (let at = 0; at < row.length; at++) row[at]! += weight * image.data[start + at]!;
    }
    for (let x = 0; x < width; x++, to += 3) {
      let [red, green, blue] = [0, 0, 0];
      for (let tap = 0, from = across.first[x]! * 3; tap < across.count[x]!; tap++, from += 3) {
        const weight = across.weights[x * across.stride + tap]!;
        red += weight * row[from]!;
        green += weight * row[from + 1]!;
        blue += weight * row[from + 2]!;
      }
      data[to] = red;
      data[to + 1] = green;
      data[to + 2] = blue;
    }
  }
  return { width, height, data: new Uint8Array(data.buffer) };
}
