import assert from 'node:assert/strict';
import { test } from 'node:test';
import { duration } from './progress.js';

test('durations as people say them', () => {
  assert.equal(duration(0.4), '0 s');
  assert.equal(duration(59.4), '59 s');
  assert.equal(duration(200), '3 min 20 s');
  assert.equal(duration(7530), '2 h 5 min');
});
