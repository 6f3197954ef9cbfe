import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createRandom, normal } from '../random/random.js';
import { psnr, ssim } from './image-quality.js';

test('PSNR of an error of 5 of 255 everywhere is 20 · log₁₀ 51', () => {
  const truth = new Float32Array(300).fill(100);
  assert.ok(Math.abs(psnr(new Float32Array(300).fill(105), truth) - 34.1514) < 1e-3);
  assert.equal(psnr(truth, truth), Number.POSITIVE_INFINITY);
});

test('SSIM of plain pictures is its luminance term, of the same pictures 1, of noise and its negative below 0', () => {
  const plain = (value: number) => new Float32Array(3 * 256).fill(value);
  // (2 · 100 · 150 + 6.5025) / (100² + 150² + 6.5025)
  assert.ok(Math.abs(ssim(plain(100), plain(150), 16) - 30006.5025 / 32506.5025) < 1e-6);
  const random = createRandom(1);
  const noise = Float32Array.from({ length: 3 * 256 }, () => 128 + 30 * normal(random));
  assert.ok(Math.abs(ssim(noise, noise, 16) - 1) < 1e-9);
  const negative = noise.map((value) => 255 - value);
  assert.ok(ssim(noise, negative, 16) < -0.5);
});
