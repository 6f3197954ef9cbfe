import assert from 'node:assert/strict';
import { test } from 'node:test';
import sharp from 'sharp';
import { createRandom, uniform } from '../random/random.js';
import { halve } from './halve.js';
import type { Image } from './image.js';
import { scaledLength, scaleImage } from './scale.js';

function noise(width: number, height: number): Image {
  const random = createRandom(7);
  return { width, height, data: Uint8Array.from({ length: width * height * 3 }, () => uniform(random, 0, 256)) };
}

/** A picture whose colour says where it is: red grows with x, green with y, by `step` a pixel. */
function ramp(width: number, height: number, step: number): Image {
  const data = new Uint8Array(width * height * 3);
  for (let at = 0; at < width * height; at++) {
    data[3 * at] = Math.round((at % width) * step);
    data[3 * at + 1] = Math.round(Math.floor(at / width) * step);
  }
  return { width, height, data };
}

const difference = (a: Uint8Array, b: Uint8Array) =>
  a.reduce((most, value, at) => Math.max(most, Math.abs(value - b[at]!)), 0);

test('a half is 1 3 3 1 down and across, rounded once, with the border going on', () => {
  const { width, height, data } = noise(7, 5);
  const half = halve({ width, height, data });
  assert.deepEqual([half.width, half.height], [4, 3]);
  const weights = [1, 3, 3, 1];
  const inside = (index: number, length: number) => Math.min(Math.max(index, 0), length - 1);
  for (let y = 0; y < 3; y++) {
    for (let x = 0; x < 4; x++) {
      for (let channel = 0; channel < 3; channel++) {
        let sum = 0;
        weights.forEach((down, row) => {
          weights.forEach((across, column) => {
            const from = inside(2 * y - 1 + row, height) * width + inside(2 * x - 1 + column, width);
            sum += down * across * data[from * 3 + channel]!;
          });
        });
        assert.equal(half.data[(y * 4 + x) * 3 + channel], Math.floor(sum / 64 + 0.5));
      }
    }
  }
});

test('an even picture is halved as libvips does it, up to rounding', async () => {
  const image = noise(64, 48);
  const raw = { width: 64, height: 48, channels: 3 } as const;
  const data = await sharp(image.data, { raw }).resize(32, 24, { fit: 'fill', kernel: 'linear' }).raw().toBuffer();
  assert.ok(difference(halve(image).data, data) <= 1);
});

test('a single pixel, row and column can be halved', () => {
  assert.deepEqual(halve({ width: 1, height: 1, data: Uint8Array.of(1, 2, 3) }).data, Uint8Array.of(1, 2, 3));
  assert.deepEqual(halve({ width: 1, height: 3, data: new Uint8Array(9).fill(9) }).data, new Uint8Array(6).fill(9));
});

test('everything stays where it was, at every scale and size', () => {
  for (const scale of [0.1, 0.3, 0.5, 0.7, 1, 1.5, 2, 2.3]) {
    for (const [width, height] of [
      [101, 77],
      [64, 50],
    ] as const) {
      const scaled = scaleImage(ramp(width, height, 2), scale);
      assert.deepEqual([scaled.width, scaled.height], [scaledLength(width, scale), scaledLength(height, scale)]);
      const margin = Math.ceil(2 * scale) + 1;
      for (let y = margin; y < scaled.height - margin; y++) {
        for (let x = margin; x < scaled.width - margin; x++) {
          const at = (y * scaled.width + x) * 3;
          assert.ok(Math.abs(scaled.data[at]! / 2 + 0.5 - (x + 0.5) / scale) <= 0.51, `x ${x} at ${scale}`);
          assert.ok(Math.abs(scaled.data[at + 1]! / 2 + 0.5 - (y + 0.5) / scale) <= 0.51, `y ${y} at ${scale}`);
        }
      }
    }
  }
});

test('a plain picture stays plain', () => {
  for (const scale of [0.2, 0.77, 1.9]) {
    const { data } = scaleImage({ width: 33, height: 21, data: new Uint8Array(33 * 21 * 3).fill(201) }, scale);
    assert.ok(data.every((value) => value === 201));
  }
});
