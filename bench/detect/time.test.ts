import assert from 'node:assert/strict';
import { test } from 'node:test';
import { median, medianTimes } from './time.js';

test('the median of an odd and of an even number of values', () => {
  assert.equal(median([9, 1, 4]), 4);
  assert.equal(median([8, 1, 4, 2]), 3);
});

test('everyone runs as often, after three rounds to warm up, and who starts changes', async () => {
  const order: string[] = [];
  const timed = ['a', 'b'].map((name) => ({ name, run: async () => order.push(name) }));
  const times = await medianTimes(timed, 2);
  assert.deepEqual([...times.keys()], ['a', 'b']);
  assert.equal(order.join(''), 'ab' + 'ba' + 'ab' + 'ba' + 'ab');
});
