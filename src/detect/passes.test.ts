import assert from 'node:assert/strict';
import { test } from 'node:test';
import { planPasses } from './passes.js';

const scales = (...planned: Parameters<typeof planPasses>) => planPasses(...planned).map(({ scale }) => scale);

test('a photo as small as the largest face is looked at once', () => {
  assert.deepEqual(planPasses(400, 128), [
    { scale: 1, width: 400, height: 128, smallest: 0, largest: Number.POSITIVE_INFINITY },
  ]);
});

test('a larger one is looked at scaled down too, until a face that fills it is no larger than the network knows', () => {
  assert.deepEqual(scales(500, 400), [1, 1 / 4]);
  assert.deepEqual(scales(12_000, 8_000), [1, 1 / 4, 1 / 16, 1 / 64]);
});

test('two passes share the faces between, so that no size falls between them', () => {
  const passes = planPasses(12_000, 8_000);
  assert.equal(passes[0]!.smallest, 0);
  assert.equal(passes.at(-1)!.largest, Number.POSITIVE_INFINITY);
  for (let index = 1; index < passes.length; index++) {
    assert.equal(passes[index - 1]!.largest, 2 * passes[index]!.smallest);
  }
});

test('a longest side scales the first pass', () => {
  const [first] = planPasses(4000, 3000, 0, 1000);
  assert.deepEqual([first!.scale, first!.width, first!.height], [1 / 4, 1000, 750]);
  assert.deepEqual(scales(800, 600, 0, 1000), scales(800, 600), 'it never enlarges');
});

test('a least face saves the passes that only smaller ones need', () => {
  assert.deepEqual(scales(4000, 3000, 63), [1, 1 / 4, 1 / 16, 1 / 64]);
  assert.deepEqual(scales(4000, 3000, 65), [1 / 4, 1 / 16, 1 / 64]);
  assert.deepEqual(scales(4000, 3000, 2000), [1 / 64]);
});

test('no side of a scaled photo is empty', () => {
  for (const { width, height } of planPasses(60_000, 1)) assert.ok(width >= 1 && height >= 1);
});
