import type { Image } from '../../src/image/image.js';
import { createRandom, normal, type Random } from '../../src/random/random.js';
import { invert } from '../../src/tracks/similarity.js';
import { SIZE, type View } from './clips.js';

/** Standard deviation of a sensor's noise, of 255. */
const NOISE = 3;

/** A frame as its shutter sees it: the mean of its views, with a sensor's noise. */
export function renderFrame(views: readonly View[], photos: readonly Image[], random: Random): Image {
  const { width, height } = SIZE;
  const sums = new Float32Array(width * height * 3);
  for (const { photo, view } of views) addView(sums, photos[photo]!, invert(view));
  const data = new Uint8Array(sums.length);
  let noise = Math.floor(random() * NOISES.length);
  for (let index = 0; index < sums.length; index++) {
    noise = noise + 1 < NOISES.length ? noise + 1 : Math.floor(random() * 1000);
    data[index] = Math.min(255, Math.max(0, Math.round(sums[index]! / views.length + NOISES[noise]!)));
  }
  return { width, height, data };
}

const NOISES = (() => {
  const random = createRandom(99);
  return Float32Array.from({ length: 65_537 }, () => NOISE * normal(random));
})();

/** Between the photo's pixels by bilinear interpolation. */
function addView(sums: Float32Array, photo: Image, { a, b, x, y }: ReturnType<typeof invert>): void {
  const { width, height, data } = photo;
  for (let row = 0, at = 0; row < SIZE.height; row++) {
    for (let column = 0; column < SIZE.width; column++, at += 3) {
      const px = a * (column + 0.5) - b * (row + 0.5) + x - 0.5;
      const py = b * (column + 0.5) + a * (row + 0.5) + y - 0.5;
      const left = Math.min(Math.max(Math.floor(px), 0), width - 2);
      const top = Math.min(Math.max(Math.floor(py), 0), height - 2);
      const [right, down] = [Math.min(1, Math.max(0, px - left)), Math.min(1, Math.max(0, py - top))];
      const from = 3 * (top * width + left);
      for (let channel = 0; channel < 3; channel++) {
        const upper = data[from + channel]! * (1 - right) + data[from + 3 + channel]! * right;
        const lower = data[from + 3 * width + channel]! * (1 - right) + data[from + 3 * width + 3 + channel]! * right;
        sums[at + channel]! += upper * (1 - down) + lower * down;
      }
    }
  }
}
