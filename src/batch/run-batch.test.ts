import assert from 'node:assert/strict';
import { test } from 'node:test';
import { setTimeout as wait } from 'node:timers/promises';
import { PixelBudget } from './pixel-budget.js';
import { runBatch } from './run-batch.js';

test('what has no room waits, in order, and one that is larger than all the room goes by itself', async () => {
  const budget = new PixelBudget(10);
  const begun: number[] = [];
  const take = async (pixels: number) => {
    const release = await budget.take(pixels);
    begun.push(pixels);
    return release;
  };
  const takes = [4, 6, 3, 50, 1].map(take);
  await wait(1);
  assert.deepEqual(begun, [4, 6]);
  (await takes[0]!)();
  await wait(1);
  assert.deepEqual(begun, [4, 6, 3]);
  (await takes[1]!)();
  (await takes[2]!)();
  await wait(1);
  assert.deepEqual(begun, [4, 6, 3, 50], 'the last waits for the large one');
  budget.end(new Error('over'));
  await assert.rejects(takes[4]!, /over/);
  await assert.rejects(budget.take(1), /over/);
});

const items = Array.from({ length: 6 }, (_, index) => ({ name: String(index) }));

test('photos that are decoded at once are bounded by their pixels, however many are begun', async () => {
  let [inWork, most] = [0, 0];
  const order: string[] = [];
  const { done } = await runBatch<{ name: string }, undefined, string>({
    ahead: 5,
    open: async () => undefined,
    items: () => items,
    // The headers of later photos are read sooner.
    pixelsOf: async ({ name }) => {
      await wait(6 - Number(name));
      return 40e6;
    },
    work: async ({ name }) => {
      most = Math.max(most, ++inWork);
      await wait(2);
      inWork -= 1;
      return name;
    },
    take: ({ name }) => void order.push(name),
  });
  assert.deepEqual([done, most, order.join('')], [6, 1, '012345']);
});

test('where taking a result fails, nothing waits for ever and all is closed', async () => {
  const closed: string[] = [];
  const batch = runBatch<{ name: string }, undefined, string>({
    ahead: 5,
    open: async (closing) => {
      closing.add('output', (name) => void closed.push(name));
      closing.add('network', (name) => void closed.push(name));
    },
    items: () => items,
    pixelsOf: async () => 40e6,
    work: async ({ name }) => name,
    take: ({ name }) => {
      if (name === '1') throw new Error('the disk is full');
    },
    finish: async () => void closed.push('finished'),
  });
  await assert.rejects(batch, /the disk is full/);
  assert.deepEqual(closed, ['network', 'output']);
});

test('what opens before something that fails to open is closed', async () => {
  const closed: string[] = [];
  const batch = runBatch<{ name: string }, undefined, string>({
    open: async (closing) => {
      closing.add('lock', (name) => void closed.push(name));
      throw new Error('no weights');
    },
    items: () => items,
    work: async ({ name }) => name,
    take: () => assert.fail('nothing is taken'),
  });
  await assert.rejects(batch, /no weights/);
  assert.deepEqual(closed, ['lock']);
});

test('a failure is its own photo’s, and what was cut short did not fail', async () => {
  const controller = new AbortController();
  const told: string[] = [];
  const tally = await runBatch<{ name: string }, undefined, string>({
    signal: controller.signal,
    open: async () => undefined,
    items: () => [items[0]!, { name: 'x', error: 'x: no such file' }, ...items.slice(1)],
    work: async ({ name }) => {
      if (name === '1') throw new Error('1: is damaged');
      if (name === '3') {
        controller.abort();
        controller.signal.throwIfAborted();
      }
      return name;
    },
    take: ({ name }, outcome) => void told.push('error' in outcome ? outcome.error : name),
  });
  assert.deepEqual(told, ['0', 'x: no such file', '1: is damaged', '2']);
  assert.deepEqual(tally, { done: 2, failed: 2 });
});
