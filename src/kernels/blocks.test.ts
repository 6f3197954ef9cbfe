import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Blocks } from './blocks.js';

test('blocks that are given back make room, neighbours together', () => {
  const blocks = new Blocks(5);
  const [a, b, c, d] = [100, 40, 20, 1].map((length) => blocks.take(length));
  assert.deepEqual([a!.at, b!.at, c!.at, d!.at, blocks.top], [16, 128, 176, 208, 224]);
  blocks.give(a!);
  blocks.give(c!);
  assert.equal(blocks.take(30).at, 176, 'the smallest gap that holds it');
  blocks.give(b!);
  assert.equal(blocks.take(160).at, 16, 'both gaps at once');
  assert.equal(blocks.take(1).at, 224, 'behind all where no gap holds it');
});
