import assert from 'node:assert/strict';
import { test } from 'node:test';
import { tilesOf } from './tiles.js';

test('a picture within one tile is one tile, rounded up to the network’s grid', () => {
  const tiles = tilesOf(1000, 700, 2048, 320);
  assert.deepEqual(
    tiles.map(({ x, y, width, height }) => ({ x, y, width, height })),
    [{ x: 0, y: 0, width: 1024, height: 704 }],
  );
  assert.ok(tiles[0]!.owns(-50, 1e6), 'faces that reach beyond the photo are its own');
});

test('twice the tile’s width takes three tiles of equal size that end with the picture', () => {
  // (2048 − 320) / (1024 − 320) = 2.45, so 3 columns of (2048 + 2 · 320) / 3 = 896 pixels.
  const tiles = tilesOf(2048, 500, 1024, 320);
  assert.deepEqual(
    tiles.map(({ x, width }) => [x, width]),
    [
      [0, 896],
      [576, 896],
      [1152, 896],
    ],
  );
});

for (const [width, height] of [
  [2049, 2049],
  [12_000, 8_000],
  [65_500, 33],
  [3333, 7777],
] as const) {
  test(`${width} × ${height}: tiles stay within their size, share the overlap and leave no face out`, () => {
    const side = 2048;
    const overlap = 320;
    const tiles = tilesOf(width, height, side, overlap);
    for (const tile of tiles) {
      assert.ok(tile.width <= side && tile.height <= side);
      assert.equal(tile.width % 32, 0);
      assert.equal(tile.height % 32, 0);
      if (width > side) assert.ok(tile.x >= 0 && tile.x + tile.width <= width);
      if (height > side) assert.ok(tile.y >= 0 && tile.y + tile.height <= height);
    }
    // Wherever a face of up to 256 pixels is, a tile that owns its centre sees it whole, or up to the picture's edge.
    for (let step = 0; step < 500; step++) {
      const x = ((step * 7919) % 1000) * (width / 1000);
      const y = ((step * 104_729) % 1000) * (height / 1000);
      const owners = tiles.filter((tile) => tile.owns(x, y));
      assert.ok(owners.length >= 1, `nobody owns ${x}, ${y}`);
      for (const { x: left, y: top, width: wide, height: high } of owners) {
        assert.ok(left === 0 || x - 128 >= left);
        assert.ok(top === 0 || y - 128 >= top);
        assert.ok(left + wide >= width || x + 128 <= left + wide);
        assert.ok(top + high >= height || y + 128 <= top + high);
      }
    }
  });
}
