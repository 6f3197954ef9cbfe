import assert from 'node:assert/strict';
import { test } from 'node:test';
import { PixelMemory } from './pixel-memory.js';

test('what is given back is used again, the smallest piece that is large enough first', () => {
  const memory = new PixelMemory();
  const [large, small] = [memory.take(100), memory.take(10)];
  memory.giveBack(large);
  memory.giveBack(small);
  const again = memory.take(8);
  assert.equal(again.buffer, small.buffer);
  assert.equal(again.length, 8);
  assert.equal(memory.take(50).buffer, large.buffer);
});

test('two tiles in flight never share memory', () => {
  const memory = new PixelMemory();
  const first = memory.take(10);
  assert.notEqual(memory.take(10).buffer, first.buffer);
  memory.giveBack(first);
  memory.giveBack(new Uint8Array(10)); // a photo's own pixels
  assert.equal(memory.take(10).buffer, first.buffer);
  assert.notEqual(memory.take(10).buffer, first.buffer);
});

test('a piece that is too small makes room for a larger one', () => {
  const memory = new PixelMemory(true);
  const small = memory.take(10);
  assert.ok(small.buffer instanceof SharedArrayBuffer);
  memory.giveBack(small);
  const large = memory.take(20);
  memory.giveBack(small); // is forgotten
  memory.giveBack(large);
  assert.equal(memory.take(5).buffer, large.buffer);
  assert.notEqual(memory.take(5).buffer, small.buffer);
});
