import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ScoredBoxes } from './scored-boxes.js';

test('holds what is added, in its order, however many there are', () => {
  const faces = Array.from({ length: 300 }, (_, i) => ({
    box: { x: i, y: -i, width: i / 3, height: 4 * i },
    score: 1 / (i + 1),
  }));
  const boxes = ScoredBoxes.of(faces);
  assert.deepEqual(boxes.faces(), faces);
  const few = new ScoredBoxes(0);
  for (let i = 0; i < 300; i++) few.addOf(boxes, 299 - i);
  assert.deepEqual(few.faces(), faces.toReversed());
  assert.equal(few.count, 300);
  assert.equal(boxes.scoreOf(3), 1 / 4);
  assert.equal(boxes.sizeOf(3), Math.sqrt(1 * 12));
});
