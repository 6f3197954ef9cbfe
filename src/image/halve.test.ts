import assert from 'node:assert/strict';
import { test } from 'node:test';
import { halve } from './halve.js';

/** The definition, a pixel at a time. */
function meanOf(data: Uint8Array, width: number, height: number, x: number, y: number, channel: number): number {
  const weights = [1, 3, 3, 1];
  const inside = (at: number, length: number) => Math.min(Math.max(at, 0), length - 1);
  let sum = 0;
  for (const [j, down] of weights.entries()) {
    for (const [i, across] of weights.entries()) {
      const [column, row] = [inside(2 * x - 1 + i, width), inside(2 * y - 1 + j, height)];
      sum += down * across * data[(row * width + column) * 3 + channel]!;
    }
  }
  return Math.floor((sum + 32) / 64);
}

test('pixels are means of 4 × 4, weighted 1 3 3 1, in pictures of all small sizes, and of more rows than are made at once', () => {
  for (let width = 1; width <= 11; width++) {
    for (const height of [1, 2, 3, 4, 5, 6, 63, 64, 65, 66, 127, 130]) {
      // White among others, where sums are largest.
      const data = Uint8Array.from({ length: width * height * 3 }, (_, i) => (i % 7 < 2 ? 255 : (i * 101) % 256));
      const half = halve({ width, height, data });
      assert.deepEqual([half.width, half.height], [Math.ceil(width / 2), Math.ceil(height / 2)]);
      half.data.forEach((value, at) => {
        const [x, y] = [Math.floor(at / 3) % half.width, Math.floor(at / 3 / half.width)];
        assert.equal(value, meanOf(data, width, height, x, y, at % 3), `${width} × ${height} at ${x}, ${y}`);
      });
    }
  }
});

test('what is white stays white', () => {
  const white = new Uint8Array(9 * 5 * 3).fill(255);
  assert.ok(halve({ width: 9, height: 5, data: white }).data.every((value) => value === 255));
});
