import assert from 'node:assert/strict';
import { test } from 'node:test';
import { enlarge } from './enlarge.js';

test('bilinear: the weights of pixels between', () => {
  // Twofold: centres lie a quarter and three quarters between the old ones.
  const plane = Float32Array.of(0, 8, 0, 8);
  assert.deepEqual([...enlarge(plane, 2, 2, 'bilinear').subarray(0, 4)], [0, 2, 6, 8]);
  const down = enlarge(Float32Array.of(0, 0, 8, 8), 2, 2, 'bilinear');
  assert.deepEqual([down[0], down[4], down[8], down[12]], [0, 2, 6, 8]);
});

test('bicubic: Keys’s weights, and straight lines stay straight', () => {
  const row = (values: number[]) => Float32Array.from(Array.from({ length: values.length }, () => values).flat());
  // A quarter from an impulse: 1.5/64 − 2.5/16 + 1 = .8671875; three quarters: .2265625; 1.25 away: −.0703125.
  const impulse = enlarge(row([0, 0, 0, 1, 0, 0, 0]), 7, 2, 'bicubic').subarray(0, 14);
  assert.deepEqual([...impulse.subarray(4, 9)], [-0.0703125, 0.2265625, 0.8671875, 0.8671875, 0.2265625]);
  const line = enlarge(row([0, 1, 2, 3, 4, 5, 6, 7]), 8, 4, 'bicubic').subarray(0, 32);
  for (let x = 8; x < 24; x += 1) assert.ok(Math.abs(line[x]! - ((x + 0.5) / 4 - 0.5)) < 1e-6);
});

test('keeps channels apart', () => {
  const two = enlarge(Float32Array.of(1, 1, 1, 1, 5, 5, 5, 5), 2, 2, 'bicubic');
  assert.deepEqual([...new Set(two.subarray(0, 16)), ...new Set(two.subarray(16))], [1, 5]);
});
