import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createRandom, index, logUniform, uniform } from './random.js';

const draw = (count: number, ...seeds: number[]) => {
  const random = createRandom(...seeds);
  return Array.from({ length: count }, random);
};

test('the same seeds draw the same numbers, others unrelated ones', () => {
  assert.deepEqual(draw(5, 7, 3), draw(5, 7, 3));
  // First numbers of neighbouring streams, which a weak start would make alike: their mean is .5 and they spread.
  const firsts = Array.from({ length: 1000 }, (_, batch) => draw(1, 7, batch)[0]!);
  assert.equal(new Set(firsts).size, 1000);
  const mean = firsts.reduce((sum, value) => sum + value, 0) / 1000;
  assert(Math.abs(mean - 0.5) < 0.04, `mean ${mean}`);
  const rises = firsts.filter((value, i) => i > 0 && value > firsts[i - 1]!).length;
  assert(Math.abs(rises - 500) < 50, `${rises} of 999 rise`);
  assert.notDeepEqual(draw(3, 1, 2), draw(3, 2, 1));
});

test('draws from the distribution that its name says', () => {
  const random = createRandom(1);
  const sizes = Array.from({ length: 4000 }, () => logUniform(random, 4, 64));
  assert(sizes.every((size) => size >= 4 && size < 64));
  // Four octaves, so half of the draws are below 16.
  const half = sizes.filter((size) => size < 16).length;
  assert(Math.abs(half - 2000) < 130, `${half} of 4000 below the middle`);
  const indices = new Set(Array.from({ length: 200 }, () => index(random, 3)));
  assert.deepEqual([...indices].sort(), [0, 1, 2]);
  const values = Array.from({ length: 500 }, () => uniform(random, -2, 2));
  assert(Math.min(...values) < -1.9 && Math.max(...values) > 1.9 && values.every((value) => value >= -2 && value < 2));
});
