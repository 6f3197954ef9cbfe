import assert from 'node:assert/strict';
import { test } from 'node:test';
import { iou } from './box.js';
import { OverlapIndex } from './overlap-index.js';

test('finds all that overlap, in the order in which they were added', () => {
  const boxes = Array.from({ length: 700 }, (_, i) => {
    const side = 3 * 2 ** ((i * 7) % 5);
    return { number: i, box: { x: (i * 37) % 211, y: (i * 53) % 97, width: side, height: side * 1.3 } };
  });
  for (const threshold of [0, 0.3, 0.6]) {
    const index = new OverlapIndex<(typeof boxes)[number]>(threshold);
    for (const one of boxes) index.add(one);
    for (const { box } of boxes) {
      const expected = boxes.filter((one) => iou(box, one.box) > threshold);
      assert.deepEqual(index.all(box), expected);
    }
  }
});

test('boxes far away, or of a size that is no number, end no search', () => {
  const index = new OverlapIndex<{ readonly box: { x: number; y: number; width: number; height: number } }>(0.4);
  const far = { box: { x: 1e14, y: -1e14, width: 10, height: 10 } };
  index.add(far);
  assert.deepEqual(index.all(far.box), [far]);
  assert.deepEqual(index.all({ x: Number.NaN, y: 0, width: 10, height: 10 }), []);
  assert.deepEqual(index.all({ x: Number.NEGATIVE_INFINITY, y: 0, width: Number.POSITIVE_INFINITY, height: 10 }), []);
});
