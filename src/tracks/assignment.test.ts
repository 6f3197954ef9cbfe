import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createRandom, index } from '../random/random.js';
import { assign, type Pair } from './assignment.js';

const total = (pairs: readonly Pair[]) => pairs.reduce((sum, { cost }) => sum + cost, 0);

test('the cheapest of all, where the cheapest first is dearer', () => {
  const pairs = [
    { left: 0, right: 0, cost: -10 },
    { left: 0, right: 1, cost: -9 },
    { left: 1, right: 0, cost: -8 },
  ];
  assert.deepEqual(assign(pairs), [pairs[2], pairs[1]]);
});

test('as cheap as the best of all assignments', () => {
  for (let seed = 0; seed < 200; seed++) {
    const random = createRandom(7, seed);
    const pairs: Pair[] = [];
    for (let left = 0; left < 5; left++) {
      for (let right = 0; right < 4; right++)
        if (random() < 0.6) pairs.push({ left, right, cost: -1 - index(random, 20) });
    }
    const best = (left: number, taken: ReadonlySet<number>): number => {
      if (left === 5) return 0;
      const chosen = pairs.filter((pair) => pair.left === left && !taken.has(pair.right));
      return Math.min(
        best(left + 1, taken),
        ...chosen.map(({ right, cost }) => cost + best(left + 1, new Set([...taken, right]))),
      );
    };
    const found = assign(pairs);
    assert.equal(total(found), best(0, new Set()));
    assert.equal(new Set(found.map(({ left }) => left)).size, found.length);
    assert.equal(new Set(found.map(({ right }) => right)).size, found.length);
  }
});

test('a knot of hundreds is matched too', () => {
  const pairs = Array.from({ length: 200 * 200 }, (_, at) => {
    const [left, right] = [Math.floor(at / 200), at % 200];
    return { left, right, cost: -1 / (1 + Math.abs(left - right)) };
  });
  assert.equal(total(assign(pairs)), -200);
});
