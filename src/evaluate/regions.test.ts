import assert from 'node:assert/strict';
import { test } from 'node:test';
import { averagePrecisionOf } from './regions.js';

test('average precision is the mean of the precisions at the faces’ ranks', () => {
  // Ranks of the faces: 1, 3 and 4, so 1, 2/3 and 3/4.
  const scores = [0.2, 0.9, 0.5, 0.6, 0.1];
  const faces = [true, true, true, false, false];
  assert.ok(Math.abs(averagePrecisionOf(scores, faces) - (1 + 2 / 3 + 3 / 4) / 3) < 1e-12);
  assert.ok(Number.isNaN(averagePrecisionOf([0.5], [false])));
});
