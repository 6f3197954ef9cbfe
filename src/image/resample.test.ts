import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Image } from './image.js';
import { resample, resampleBytes } from './resample.js';

function picture(width: number, height: number, value: (x: number, y: number) => number): Image {
  const data = new Uint8Array(width * height * 3);
  for (let i = 0; i < width * height; i++) {
    const grey = value(i % width, Math.floor(i / width));
    data.set([grey, 255 - grey, 7], 3 * i);
  }
  return { width, height, data };
}

const ramp = picture(8, 8, (x, y) => 10 * x + y);
const row = (planes: Float32Array, size: number, y: number) => [...planes.subarray(y * size, (y + 1) * size)];

test('cuts out pixels as they are at scale 1, mirrored if asked', () => {
  const { planes, columns, rows } = resample(ramp, { x: 2, y: 3, scale: 1, flip: false }, 4);
  assert.deepEqual(row(planes, 4, 0), [23, 33, 43, 53]);
  assert.deepEqual(row(planes, 4, 3), [26, 36, 46, 56]);
  assert.deepEqual([planes[16], planes[32]], [255 - 23, 7]);
  assert.deepEqual(
    [columns, rows],
    [
      [0, 4],
      [0, 4],
    ],
  );
  const mirrored = resample(ramp, { x: 2, y: 3, scale: 1, flip: true }, 4);
  assert.deepEqual(row(mirrored.planes, 4, 0), [53, 43, 33, 23]);
});

test('enlarges bilinearly', () => {
  // Centres of the new pixels lie at 2.25, 2.75, 3.25, … of the picture, whose own lie at 2.5, 3.5, …: both edges blend.
  const { planes } = resample(ramp, { x: 2, y: 0, scale: 2, flip: false }, 4);
  assert.deepEqual(row(planes, 4, 0), [17.5, 22.5, 27.5, 32.5]);
  assert.deepEqual(row(planes, 4, 1), [17.75, 22.75, 27.75, 32.75]);
});

test('averages where it shrinks', () => {
  const board = picture(64, 64, (x, y) => 255 * ((x + y) % 2));
  for (const scale of [0.7, 0.5, 0.3, 0.25]) {
    const { planes } = resample(board, { x: 0, y: 0, scale, flip: false }, 16);
    for (const value of row(planes, 16, 8)) assert(Math.abs(value - 127.5) < 20, `${scale}: ${value}`);
  }
  const { planes } = resample(ramp, { x: 0, y: 0, scale: 0.5, flip: false }, 4);
  // The means of 2 × 2: (0 + 10 + 1 + 11) / 4 = 5.5, rounded up.
  assert.deepEqual(row(planes, 4, 0), [6, 26, 46, 66]);
});

test('says what lies outside the picture, and goes on with its border there', () => {
  const wide = resample(ramp, { x: -2, y: 5, scale: 1, flip: false }, 12);
  assert.deepEqual(
    [wide.columns, wide.rows],
    [
      [2, 10],
      [0, 3],
    ],
  );
  assert.deepEqual(row(wide.planes, 12, 0), [5, 5, 5, 15, 25, 35, 45, 55, 65, 75, 75, 75]);
  const mirrored = resample(ramp, { x: 2, y: 0, scale: 0.5, flip: true }, 8);
  assert.deepEqual(
    [mirrored.columns, mirrored.rows],
    [
      [5, 8],
      [0, 4],
    ],
  );
  const apart = resample(ramp, { x: 100, y: 0, scale: 1, flip: false }, 4);
  assert.deepEqual(apart.columns, [0, 0]);
});

test('bytes are the rounded means of the pixels that the taps name, at every scale down to a half', () => {
  const noise = picture(41, 37, (x, y) => (x * 89 + y * 57 + x * y * 31) % 256);
  for (const [x, y, scale, size] of [
    [3.3, 5.2, 2.7, 16],
    [-4, -3.5, 1, 32],
    [30.2, 20.9, 0.51, 16],
    [0, 0, 0.77, 33],
    [-50, 10, 1.4, 5],
  ] as const) {
    const bytes = new Uint8Array(3 * size * size);
    resampleBytes(noise, { x, y, scale }, size, bytes);
    const { planes } = resample(noise, { x, y, scale, flip: false }, size);
    bytes.forEach((byte, at) => {
      const [pixel, channel] = [Math.floor(at / 3), at % 3];
      assert.equal(byte, Math.floor(planes[channel * size * size + pixel]! + 0.5), `${x} ${y} ${scale}: ${at}`);
    });
  }
});

test('to a half and less, means of 2 × 2 come first, an odd last row and column counting double', () => {
  // 3 × 3: 10, 20 | 30 below 0, 40 | 70 and the last row 5, 6 | 9.
  const odd = {
    width: 3,
    height: 3,
    data: Uint8Array.from([10, 20, 30, 0, 40, 70, 5, 6, 9].flatMap((v) => [v, v, v])),
  };
  const bytes = new Uint8Array(12);
  resampleBytes(odd, { x: 0, y: 0, scale: 0.5 }, 2, bytes);
  // (10 + 20 + 0 + 40 + 2) >> 2, (2 · 30 + 2 · 70 + 2) >> 2, (2 · 5 + 2 · 6 + 2) >> 2, (4 · 9 + 2) >> 2.
  assert.deepEqual(
    [...bytes],
    [18, 50, 6, 9].flatMap((v) => [v, v, v]),
  );
});
