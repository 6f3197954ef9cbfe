import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createRandom, uniform } from '../random/random.js';
import { squaresApart } from './squares.js';

test('the sum of squares of bytes is that of whole numbers, whatever their number', () => {
  const random = createRandom(5);
  for (const length of [0, 1, 15, 16, 17, 33, 65_535, 65_536, 65_537, 200_001]) {
    const [one, other] = [0, 1].map(() => Uint8Array.from({ length }, () => uniform(random, 0, 256)));
    let sum = 0;
    for (let at = 0; at < length; at++) sum += (one![at]! - other![at]!) ** 2;
    assert.equal(squaresApart(one!, other!), sum, `${length}`);
    assert.equal(squaresApart(Uint16Array.from(one!), Uint16Array.from(other!)), sum, `${length}`);
  }
});

test('no sum runs over: black on white', () => {
  const length = 100_000;
  assert.equal(squaresApart(new Uint8Array(length), new Uint8Array(length).fill(255)), length * 255 ** 2);
});
