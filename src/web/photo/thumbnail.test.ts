import assert from 'node:assert/strict';
import { test } from 'node:test';
import { thumbnailOf } from './thumbnail.js';

test('thumbnails fit into their square and have the mean colour; small pictures stay as they are', () => {
  const [width, height] = [640, 480];
  const data = Uint8Array.from({ length: width * height * 3 }, (_, at) => (Math.floor(at / 3) % 2 === 0 ? 100 : 180));
  const small = thumbnailOf({ width, height, data }, 64);
  assert.deepEqual([small.width, small.height], [64, 48]);
  const mean = small.data.reduce((sum, value) => sum + value, 0) / small.data.length;
  assert.ok(Math.abs(mean - 140) < 41, `${mean}`);
  assert.deepEqual(
    thumbnailOf({ width: 2, height: 1, data: new Uint8Array([1, 2, 3, 4, 5, 6]) }, 64).data,
    new Uint8Array([1, 2, 3, 4, 5, 6]),
  );
});
