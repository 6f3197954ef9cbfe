import assert from 'node:assert/strict';
import { test } from 'node:test';
import { setTimeout as wait } from 'node:timers/promises';
import { inOrder } from './in-order.js';

const collect = async <Result>(results: AsyncIterable<Result>) => {
  const list: Result[] = [];
  for await (const result of results) list.push(result);
  return list;
};

test('results keep the items’ order, whichever is done first, and no more than asked for are begun', async () => {
  let running = 0;
  let most = 0;
  const work = async (item: number) => {
    most = Math.max(most, ++running);
    await wait((item % 3) * 4);
    running -= 1;
    return item * 10;
  };
  assert.deepEqual(await collect(inOrder([5, 4, 3, 2, 1], 1, work)), [50, 40, 30, 20, 10]);
  assert.equal(most, 2);
  assert.deepEqual(await collect(inOrder([], 1, work)), []);
});

test('nothing new begins after the signal, and what was begun is still handed out', async () => {
  const controller = new AbortController();
  const begun: number[] = [];
  const work = async (item: number) => {
    begun.push(item);
    if (item === 2) controller.abort();
    return item;
  };
  assert.deepEqual(await collect(inOrder([1, 2, 3, 4], 1, work, controller.signal)), [1, 2]);
  assert.deepEqual(begun, [1, 2]);
});
