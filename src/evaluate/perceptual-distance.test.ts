import assert from 'node:assert/strict';
import { test } from 'node:test';
import { blur } from '../datasets/degradations.js';
import { PerceptualDistance } from './perceptual-distance.js';

/** A face as a child draws it, on 128 × 128. */
function face(): Float32Array {
  const inside = (x: number, y: number, cx: number, cy: number, rx: number, ry: number) =>
    ((x - cx) / rx) ** 2 + ((y - cy) / ry) ** 2 < 1;
  return Float32Array.from({ length: 3 * 128 ** 2 }, (_, i) => {
    const [x, y, channel] = [i % 128, Math.floor(i / 128) % 128, Math.floor(i / 16384)];
    if (inside(x, y, 50, 55, 6, 4) || inside(x, y, 78, 55, 6, 4) || inside(x, y, 64, 86, 14, 4)) return 40;
    if (inside(x, y, 64, 64, 34, 44)) return [210, 170, 150][channel]!;
    return 90;
  });
}

test('the same picture is 0 away, and the more it is blurred, the further', async () => {
  const perceptual = await PerceptualDistance.load(1);
  const truth = face();
  const blurred = [0.7, 1.5, 3, 6].map((deviation) => {
    const planes = truth.slice();
    blur(planes, 128, deviation);
    return planes;
  });
  assert.ok((await perceptual.between(truth, truth)) < 1e-5);
  const distances = await Promise.all(blurred.map((planes) => perceptual.between(planes, truth)));
  for (const [i, distance] of distances.entries()) assert.ok(distance > (distances[i - 1] ?? 0.001), String(distances));
  await perceptual.dispose();
});
