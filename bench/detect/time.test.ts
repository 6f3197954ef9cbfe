import assert from 'node:assert/strict';
import { test } from 'node:test';
import { InputError } from '../../src/errors/errors.js';
import { requireQuiet } from './quiet.js';
import { median, quantile, summarize } from './statistics.js';
import { takeTurns } from './time.js';

test('the median of an odd and of an even number of values', () => {
  assert.equal(median([9, 1, 4]), 4);
  assert.equal(median([8, 1, 4, 2]), 3);
});

test('quantiles lie between values, and a summary tells the least and the spread', () => {
  const values = Array.from({ length: 11 }, (_, i) => 10 - i);
  assert.equal(quantile(values, 0.25), 2.5);
  assert.deepEqual(summarize(values), { median: 5, least: 0, spread: [1, 9] });
});

test('everyone runs as often, after three rounds to warm up, and who starts changes', async () => {
  const order: string[] = [];
  const turns = ['a', 'b'].map((name) => ({ name, run: async () => order.push(name) }));
  const results = await takeTurns(turns, 2, 0);
  assert.equal(order.join(''), 'abbaabbaab');
  assert.deepEqual(
    [...results].map(([name, { length }]) => [name, length]),
    [
      ['a', 2],
      ['b', 2],
    ],
  );
});

test('a machine that is not quiet is refused, unless times are wanted anyway', async () => {
  await assert.rejects(
    requireQuiet(false, async () => 0.4),
    (error: Error) => error instanceof InputError && /not quiet: 40 %.*--force/.test(error.message),
  );
  assert.equal(await requireQuiet(true, async () => 0.4), 0.4);
  assert.equal(await requireQuiet(false, async () => 0.01), 0.01);
});
