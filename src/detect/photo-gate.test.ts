import assert from 'node:assert/strict';
import { test } from 'node:test';
import { PhotoGate } from './photo-gate.js';

/** Lets everything happen that can. */
const settle = () => new Promise((resolve) => setTimeout(resolve, 5));

test('at most so many are inside, in the order in which they came', async () => {
  const gate = new PhotoGate(2);
  const inside: number[] = [];
  const entered = [0, 1, 2, 3].map(async (index) => {
    const admission = await gate.enter();
    inside.push(index);
    return admission;
  });
  await settle();
  assert.deepEqual(inside, [0, 1]);
  (await entered[1]!).leave();
  await settle();
  assert.deepEqual(inside, [0, 1, 2]);
  (await entered[0]!).leave();
  (await entered[2]!).leave();
  await settle();
  assert.deepEqual(inside, [0, 1, 2, 3]);
});

test('large ones are inside alone, whatever their size, and small ones together', async () => {
  const gate = new PhotoGate(3, 100);
  const decoded: number[] = [];
  const photos = await Promise.all([60, 30, 500].map(() => gate.enter()));
  [60, 30, 500].forEach((pixels, index) => void photos[index]!.admit(pixels).then(() => decoded.push(pixels)));
  await settle();
  assert.deepEqual(decoded, [60, 30]);
  photos[0]!.leave();
  await settle();
  assert.deepEqual(decoded, [60, 30]);
  photos[1]!.leave();
  await settle();
  assert.deepEqual(decoded, [60, 30, 500]);
  const last = await gate.enter();
  let admitted = false;
  void last.admit(1).then(() => (admitted = true));
  await settle();
  assert.equal(admitted, false);
  photos[2]!.leave();
  await settle();
  assert.equal(admitted, true);
});
