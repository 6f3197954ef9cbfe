import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type Orientation, toDecoded, upright, uprightSize } from './orientation.js';

const WIDTH = 5;
const HEIGHT = 3;

test('a box of the upright picture is found where its pixels are in the decoded one', () => {
  const numbers = Array.from({ length: WIDTH * HEIGHT }, (_, index) => index);
  const decoded = { width: WIDTH, height: HEIGHT, data: Uint8Array.from(numbers.flatMap((value) => [value, 0, 0])) };
  for (const rotation of [0, 90, 180, 270] as const) {
    for (const flip of [false, true]) {
      const orientation: Orientation = { rotation, flip };
      const image = upright(decoded, orientation);
      assert.deepEqual({ width: image.width, height: image.height }, uprightSize(WIDTH, HEIGHT, orientation));
      for (let y = 0; y < image.height; y++) {
        for (let x = 0; x < image.width; x++) {
          const box = toDecoded({ x, y, width: 1, height: 1 }, WIDTH, HEIGHT, orientation);
          assert.equal(image.data[3 * (y * image.width + x)], box.y * WIDTH + box.x, `${rotation} ${flip} ${x},${y}`);
        }
      }
    }
  }
});

test('a quarter clockwise brings the lower left corner to the upper left', () => {
  const box = toDecoded({ x: 0, y: 0, width: 1, height: 2 }, WIDTH, HEIGHT, { rotation: 90, flip: false });
  assert.deepEqual(box, { x: 0, y: 2, width: 2, height: 1 });
});
