import assert from 'node:assert/strict';
import { test } from 'node:test';
import { cutTile } from './pixels.js';
import { tilesOf } from './tiles.js';

const image = (width: number, height: number) => ({
  width,
  height,
  data: Uint8Array.from({ length: width * height * 3 }, (_, index) => index % 251),
});

test('a tile that is the whole picture is not copied', () => {
  const photo = image(64, 32);
  assert.equal(cutTile(photo, tilesOf(64, 32, 512, 320)[0]!), photo.data);
});

test('a tile holds the pixels that lie under it', () => {
  const photo = image(1000, 40);
  const tile = tilesOf(1000, 40, 512, 320)[1]!;
  const pixels = cutTile(photo, tile);
  assert.equal(pixels.length, tile.width * tile.height * 3);
  for (const [column, row] of [
    [0, 0],
    [5, 39],
    [tile.width - 1, 17],
  ] as const) {
    const at = (row * tile.width + column) * 3;
    const there = ((tile.y + row) * photo.width + tile.x + column) * 3;
    assert.deepEqual([...pixels.subarray(at, at + 3)], [...photo.data.subarray(there, there + 3)]);
  }
});

test('beyond the picture it is grey', () => {
  const pixels = cutTile(image(33, 1), tilesOf(33, 1, 512, 320)[0]!);
  assert.equal(pixels.length, 64 * 32 * 3);
  assert.deepEqual([...pixels.subarray(33 * 3, 64 * 3)], Array(31 * 3).fill(127));
  assert.deepEqual([...pixels.subarray(64 * 3)], Array(31 * 64 * 3).fill(127));
});
