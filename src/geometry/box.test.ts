import assert from 'node:assert/strict';
import { test } from 'node:test';
import { rescale } from './box.js';

test('a rescaled box spans as many pixels as its pixels become, the last ones included', () => {
  // 8 × 10 pixels become 32 × 40, and these a quarter again.
  const small = { x: 5, y: 3, width: 7, height: 9 };
  const large = { x: 20, y: 12, width: 31, height: 39 };
  assert.deepEqual(rescale(small, 4), large);
  assert.deepEqual(rescale(large, 1 / 4), small);
  assert.deepEqual(rescale(small, 1), small);
});
