import assert from 'node:assert/strict';
import { test } from 'node:test';
import { shrink } from './shrink.js';

test('each pixel is the mean of those that it stands for, in each plane', () => {
  const planes = Float32Array.from({ length: 3 * 16 }, (_, i) => (i < 16 ? i : 100));
  // The first square of 2 × 2 of rows 0 1 2 3 / 4 5 6 7: (0 + 1 + 4 + 5) / 4.
  assert.deepEqual([...shrink(planes, 4, 2)].slice(0, 5), [2.5, 4.5, 10.5, 12.5, 100]);
});
