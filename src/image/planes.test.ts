import assert from 'node:assert/strict';
import { test } from 'node:test';
import { fromNetwork, fromPlanes, toNetwork } from './planes.js';

test('planes become pixels, rounded and clipped', () => {
  const planes = Float32Array.of(0.4, 254.6, -3, 300, 10, 20);
  assert.deepEqual(fromPlanes(planes, 2, 1), { width: 2, height: 1, data: Uint8Array.of(0, 0, 10, 255, 255, 20) });
});

test('networks see black as −1 and white as 1, and what they draw beyond is clipped', () => {
  assert.deepEqual([...toNetwork(Float32Array.of(0, 127.5, 255))], [-1, 0, 1]);
  assert.deepEqual([...fromNetwork(Float32Array.of(-1.2, -1, 0, 1, 3))], [0, 0, 127.5, 255, 255]);
});
