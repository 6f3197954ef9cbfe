import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createRandom } from '../random/random.js';
import { addNoise, blur, throughJpeg } from './degradations.js';

test('blurs a point to a Gaussian, and leaves flat areas and borders alone', () => {
  const size = 21;
  const planes = new Float32Array(3 * size * size);
  planes[10 * size + 10] = 1000;
  planes.fill(50, size * size);
  blur(planes, size, 1);
  // 1000 / (2π) in the middle, e^−½ of it one pixel beside; nothing is lost.
  assert(Math.abs(planes[10 * size + 10]! - 159.2) < 0.5);
  assert(Math.abs(planes[10 * size + 11]! - 96.5) < 0.5);
  assert(Math.abs(planes[9 * size + 10]! - 96.5) < 0.5);
  assert(Math.abs(planes.subarray(0, size * size).reduce((sum, value) => sum + value, 0) - 1000) < 0.1);
  for (const value of planes.subarray(size * size)) assert(Math.abs(value - 50) < 1e-3);
});

test('adds noise of the wanted deviation', () => {
  const planes = new Float32Array(30_000).fill(100);
  addNoise(planes, 6, createRandom(1));
  const mean = planes.reduce((sum, value) => sum + value, 0) / planes.length;
  const deviation = Math.sqrt(planes.reduce((sum, value) => sum + (value - mean) ** 2, 0) / planes.length);
  assert(Math.abs(mean - 100) < 0.2, `mean ${mean}`);
  assert(Math.abs(deviation - 6) < 0.15, `deviation ${deviation}`);
});

test('passes pixels through JPEG: near at high quality, further off at low', async () => {
  const size = 32;
  const pixels = new Uint8Array(3 * size * size);
  for (let i = 0; i < size * size; i++) {
    // Red rises to the right, green downwards, blue is constant: a mix-up of channels or axes would show.
    pixels[i] = 8 * (i % size);
    pixels[size * size + i] = 8 * Math.floor(i / size);
    pixels[2 * size * size + i] = 60;
  }
  const meanDistance = async (quality: number) => {
    const result = await throughJpeg(pixels, size, quality);
    assert.equal(result.length, pixels.length);
    return result.reduce((sum, value, i) => sum + Math.abs(value - pixels[i]!), 0) / pixels.length;
  };
  const [fine, coarse] = [await meanDistance(95), await meanDistance(20)];
  assert(fine < 3 && coarse > 2 * fine, `${fine} at 95, ${coarse} at 20`);
});
