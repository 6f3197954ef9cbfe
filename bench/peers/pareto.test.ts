import assert from 'node:assert/strict';
import { test } from 'node:test';
import { paretoFront } from './pareto.js';

test('the front holds what nothing beats, cheapest first', () => {
  const offers = [
    { cost: 3, value: 0.5 }, // beaten by (2, .7)
    { cost: 9, value: 0.9 },
    { cost: 1, value: 0.2 },
    { cost: 2, value: 0.7 },
    { cost: 2, value: 0.6 }, // same cost, worth less
    { cost: 4, value: 0.7 }, // same worth, costs more
  ];
  assert.deepEqual(paretoFront(offers), [
    { cost: 1, value: 0.2 },
    { cost: 2, value: 0.7 },
    { cost: 9, value: 0.9 },
  ]);
  assert.deepEqual(paretoFront([]), []);
});
