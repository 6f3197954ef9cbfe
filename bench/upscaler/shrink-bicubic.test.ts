import assert from 'node:assert/strict';
import { test } from 'node:test';
import { shrinkBicubic } from './shrink-bicubic.js';

const SIZE = 32;
const planes = (value: (x: number, y: number, channel: number) => number) =>
  Float32Array.from({ length: 3 * SIZE ** 2 }, (_, i) =>
    value(i % SIZE, Math.floor(i / SIZE) % SIZE, Math.floor(i / SIZE ** 2)),
  );

test('what is linear stays so: a small pixel is the mean of those it covers', () => {
  const small = shrinkBicubic(
    planes((x, y, channel) => 2 * x + y + 50 * channel),
    SIZE,
    4,
  );
  assert.equal(small.length, 3 * 8 * 8);
  // Centres of the small pixels lie at 1.5, 5.5, …; at the border the picture is not linear any more.
  for (const [x, y, channel] of [
    [2, 5, 0],
    [4, 3, 2],
  ] as const) {
    const expected = 2 * (4 * x + 1.5) + 4 * y + 1.5 + 50 * channel;
    assert.ok(Math.abs(small[channel * 64 + y * 8 + x]! - expected) < 1e-3, `${small[channel * 64 + y * 8 + x]}`);
  }
});

test('what is finer than a small pixel becomes grey; an edge overshoots and is clipped', () => {
  const stripes = shrinkBicubic(
    planes((x) => 255 * (x % 2)),
    SIZE,
    4,
  );
  for (const value of stripes.slice(2, 6)) assert.ok(Math.abs(value - 127.5) < 1, `${value}`);
  const edge = shrinkBicubic(
    planes((x) => (x < 16 ? 100 : 255)),
    SIZE,
    4,
  );
  // The edge lies between the small pixels 3 and 4, which are as far from either side; 2 is darker than both, and 5 would
  // be as much brighter.
  assert.ok(Math.abs(edge[3]! + edge[4]! - 355) < 1e-3, `${edge[3]}, ${edge[4]}`);
  assert.ok(edge[2]! < 99 && edge[5] === 255, `${edge[2]}, ${edge[5]}`);
});
