import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Judge } from './judge.js';
import { MirroredJudge } from './mirrored-judge.js';

/** Regions of 2 × 2: the top left red pixel is the probability, and where the face is to the right. */
const inner: Judge = {
  side: 2,
  context: 2,
  async judge(regions, count) {
    const first = Float32Array.from({ length: count }, (_, index) => regions[12 * index]!);
    return { faces: first, boxes: Float32Array.from([...first].flatMap((value) => [value, value, 1, 2])) };
  },
  async dispose() {},
};

test('scores are means, and so are boxes, turned back', async () => {
  const mirrored = new MirroredJudge(inner);
  const region = (left: number, right: number) => [left, right, ...Array(10).fill(0)];
  const { faces, boxes } = await mirrored.judge(Float32Array.of(...region(0.75, 0.25), ...region(0, 1)), 2);
  assert.deepEqual([...faces], [0.5, 0.5]);
  // (.75 − .25) / 2 across, (.75 + .25) / 2 down.
  assert.deepEqual([...boxes!], [0.25, 0.5, 1, 2, -0.5, 0.5, 1, 2]);
  assert.deepEqual([mirrored.side, mirrored.context], [2, 2]);
});
