import assert from 'node:assert/strict';
import { test } from 'node:test';
import { setImmediate as tick } from 'node:timers/promises';
import { Lanes } from './lanes.js';

test('as many pieces of work at once as there are lanes, begun in their order, each lane with one', async () => {
  const lanes = new Lanes(['a', 'b']);
  const [begun, busy] = [[] as number[], new Set<string>()];
  let most = 0;
  const work = (number: number) =>
    lanes.use(async (lane) => {
      assert.ok(!busy.has(lane), `${lane} has work already`);
      busy.add(lane);
      begun.push(number);
      most = Math.max(most, busy.size);
      await tick();
      busy.delete(lane);
      return number;
    });
  assert.deepEqual(await Promise.all([0, 1, 2, 3, 4].map(work)), [0, 1, 2, 3, 4]);
  assert.deepEqual(begun, [0, 1, 2, 3, 4]);
  assert.equal(most, 2);
});

test('work that fails frees its lane', async () => {
  const lanes = new Lanes([1]);
  await assert.rejects(
    lanes.use(async () => {
      throw new Error('no');
    }),
    /no/,
  );
  assert.equal(await lanes.use(async (lane) => lane), 1);
});
