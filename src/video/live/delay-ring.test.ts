import assert from 'node:assert/strict';
import { test } from 'node:test';
import { setTimeout as wait } from 'node:timers/promises';
import type { LiveFrame } from '../../platform/video-port.js';
import { DelayRing, type Held, sizeOf } from './delay-ring.js';

const [WIDTH, HEIGHT] = [64, 48];
const SIZE = WIDTH * HEIGHT * 1.5;

function held(index: number, state: Held['state'] = 'known', rate = 25): Held {
  const frame = {
    ...{ format: 'I420', width: WIDTH, height: HEIGHT, planes: [], timestamp: index / rate, color: {} },
    ...{ scan: 'progressive', pixelAspect: { num: 1, den: 1 }, frameRate: rate, close: () => {} },
  } as LiveFrame;
  return { frame, index, camera: {}, state, faces: [] };
}

test('frames leave in order, once they have waited for as long as the delay is', async () => {
  let now = 100;
  const ring = new DelayRing(0.05, 1e6, () => now);
  await ring.put(held(0));
  await ring.put(held(1));
  let taken: number | undefined;
  const first = ring.take().then((one) => {
    taken = one?.index;
  });
  await wait(80);
  assert.equal(taken, undefined, 'the clock stands still');
  now = 100.06;
  ring.touch();
  await first;
  assert.equal(taken, 0);
  assert.ok(Math.abs(ring.left(ring.held[0]!) - 0.03) < 1e-9);
});

test('no more bytes are held than may be, however many frames come and however long the delay', async () => {
  const most = 10.5 * SIZE;
  const ring = new DelayRing(1000, most);
  let highest = 0;
  const putting = (async () => {
    for (let index = 0; index < 200; index++) {
      await ring.put(held(index));
      highest = Math.max(highest, ring.bytes);
    }
    ring.end();
  })();
  const order: number[] = [];
  for (let one = await ring.take(); one; one = await ring.take()) order.push(one.index);
  await putting;
  assert.deepEqual(
    order,
    Array.from({ length: 200 }, (_, index) => index),
  );
  assert.equal(highest, 10 * SIZE);
  assert.ok(Math.abs(ring.shortened! - 9 / 25) < 1e-9, 'and it says how long they waited instead');
  assert.equal(sizeOf({ format: 'I422P10', width: 5, height: 3 }), 2 * (15 + 9 + 9));
});

test('a source that is faster than time is held up: its frames wait as long as those of another', async () => {
  const ring = new DelayRing(0.1, 100 * SIZE);
  const started = performance.now();
  void (async () => {
    for (let index = 0; index < 25; index++) await ring.put(held(index, 'waiting', 50));
    ring.end();
  })();
  let count = 0;
  while (await ring.take()) count += 1;
  const took = (performance.now() - started) / 1000;
  assert.equal(count, 25);
  assert.ok(took >= 0.55, `half a second and the delay: ${took}`);
});

test('at the end, what is known leaves at once, and what is not when it is due', async () => {
  const ring = new DelayRing(0.3, 1e9);
  await ring.put(held(0));
  await ring.put(held(1, 'looking'));
  ring.end();
  const started = performance.now();
  assert.equal((await ring.take())!.index, 0);
  assert.ok(performance.now() - started >= 250);
  ring.held[0]!.state = 'known';
  ring.touch();
  assert.equal((await ring.take())!.index, 1);
  assert.equal(await ring.take(), undefined);
  assert.ok(ring.drained);
});
