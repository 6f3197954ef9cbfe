import assert from 'node:assert/strict';
import { test } from 'node:test';
import { fromPlanes } from './planes.js';

test('planes become pixels, rounded and clipped', () => {
  const planes = Float32Array.of(0.4, 254.6, -3, 300, 10, 20);
  assert.deepEqual(fromPlanes(planes, 2, 1), { width: 2, height: 1, data: Uint8Array.of(0, 0, 10, 255, 255, 20) });
});
