import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type Orientation, placesOf, toDecoded, uprightSize } from './orientation.js';

const WIDTH = 5;
const HEIGHT = 3;

test('a box of the upright picture is found where its pixels are in the decoded one', () => {
  for (const rotation of [0, 90, 180, 270] as const) {
    for (const flip of [false, true]) {
      const orientation: Orientation = { rotation, flip };
      const upright = uprightSize(WIDTH, HEIGHT, orientation);
      const { first, right, below } = placesOf(WIDTH, HEIGHT, orientation);
      for (let y = 0; y < upright.height; y++) {
        for (let x = 0; x < upright.width; x++) {
          const box = toDecoded({ x, y, width: 1, height: 1 }, WIDTH, HEIGHT, orientation);
          const place = first + box.x * right + box.y * below;
          assert.equal(place, y * upright.width + x, `${rotation} ${flip} ${x},${y}`);
        }
      }
    }
  }
});

test('a quarter clockwise brings the lower left corner to the upper left', () => {
  const box = toDecoded({ x: 0, y: 0, width: 1, height: 2 }, WIDTH, HEIGHT, { rotation: 90, flip: false });
  assert.deepEqual(box, { x: 0, y: 2, width: 2, height: 1 });
});
