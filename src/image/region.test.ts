import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Image } from './image.js';
import { cutRegion, regionOf } from './region.js';
import { resample } from './resample.js';

test('a region is a square around the centre of its box', () => {
  // 10 × 20 at 100, 200: centre 105, 210; twice the longer side is 40.
  assert.deepEqual(regionOf({ x: 100, y: 200, width: 10, height: 20 }, 2), { x: 85, y: 190, width: 40, height: 40 });
  assert.equal(regionOf({ x: 0, y: 0, width: 0, height: 0 }, 2).width, 1, 'never empty');
});

/** Red rises to the right, green downwards, blue with both. */
const slopes: Image = {
  width: 96,
  height: 80,
  data: Uint8Array.from({ length: 96 * 80 * 3 }, (_, i) => {
    const [x, y] = [Math.floor(i / 3) % 96, Math.floor(i / 3 / 96)];
    return [2 * x, 3 * y, x + y][i % 3]!;
  }),
};

test('has the colours of the picture at the places that it covers', () => {
  // 32 pixels to 16: each is the mean of two, whose centre lies between them.
  const half = cutRegion(slopes, { x: 20, y: 30, width: 32, height: 32 }, 16);
  assert.ok(Math.abs(half[0]! - 2 * (20 + 1 - 0.5)) <= 1);
  assert.ok(Math.abs(half[15]! - 2 * (20 + 31 - 0.5)) <= 1);
  assert.ok(Math.abs(half[256 + 15 * 16]! - 3 * (30 + 31 - 0.5)) <= 1);
  const flipped = cutRegion(slopes, { x: 20, y: 30, width: 32, height: 32 }, 16, true);
  assert.deepEqual([flipped[0], flipped[15]], [half[15], half[0]]);
});

test('equals what the whole picture gives, as long as nothing is halved', () => {
  for (const [x, y, side] of [
    [3.3, 4.1, 11.7],
    [-5, -3, 20.5],
    [80, 70, 24],
  ] as const) {
    const whole = resample(slopes, { x, y, scale: 16 / side, flip: false }, 16).planes;
    const part = cutRegion(slopes, { x, y, width: side, height: side }, 16);
    const difference = Math.max(...part.map((value, i) => Math.abs(value - whole[i]!)));
    assert.ok(difference < 1e-3, `${difference} at ${x}, ${y}`);
  }
});

test('is grey outside the picture', () => {
  assert.ok(cutRegion(slopes, { x: 200, y: 0, width: 10, height: 10 }, 16).every((value) => value === 127));
});
