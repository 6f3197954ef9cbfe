import assert from 'node:assert/strict';
import { test } from 'node:test';
import { range } from '../report/words.js';
import { extremesOf } from './extremes.js';

test('the least and the largest of more values than a call may have arguments', () => {
  const many = Array.from({ length: 300_000 }, (_, index) => (index * 7) % 300_000);
  assert.deepEqual(extremesOf(many), [0, 299_999]);
  assert.deepEqual(extremesOf([]), [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY]);
  assert.equal(range(many), '0–299999');
});
