import assert from 'node:assert/strict';
import { test } from 'node:test';
import { coveredShare, maskOver, spansOf } from './mask.js';

test('a mask is scaled about the centre of its face', () => {
  const { box } = maskOver({ x: 10, y: 20, width: 10, height: 20 }, 'box', 1.5);
  assert.deepEqual(box, { x: 7.5, y: 15, width: 15, height: 30 });
});

test('a box covers every pixel that it touches, inside the picture', () => {
  const spans = spansOf({ shape: 'box', box: { x: -2.5, y: 6.9, width: 5, height: 9 } }, 8, 10);
  assert.deepEqual(
    spans,
    [6, 7, 8, 9].map((y) => ({ y, from: 0, to: 3 })),
  );
  assert.deepEqual(spansOf({ shape: 'box', box: { x: 20, y: 0, width: 5, height: 5 } }, 8, 10), []);
});

test('an ellipse covers the pixels that it touches and no others', () => {
  // A circle of radius 2 about (3, 3): in the rows beside the centre it is 2 wide each way, in the outer ones √3.
  const spans = spansOf({ shape: 'ellipse', box: { x: 1, y: 1, width: 4, height: 4 } }, 10, 10);
  assert.deepEqual(spans, [
    { y: 1, from: 1, to: 5 },
    { y: 2, from: 1, to: 5 },
    { y: 3, from: 1, to: 5 },
    { y: 4, from: 1, to: 5 },
  ]);
  const area = spansOf({ shape: 'ellipse', box: { x: 10, y: 10, width: 400, height: 200 } }, 500, 300)
    .map(({ from, to }) => to - from)
    .reduce((sum, width) => sum + width);
  const exact = Math.PI * 200 * 100;
  assert.ok(area > exact && area < exact + 800, `${area} pixels, ${exact} exactly`);
});

test('the share of a box under masks', () => {
  const face = { x: 0, y: 0, width: 16, height: 16 };
  assert.equal(coveredShare(face, []), 0);
  assert.equal(coveredShare(face, [{ shape: 'box', box: { x: 8, y: -5, width: 50, height: 50 } }]), 0.5);
  assert.equal(coveredShare(face, [maskOver(face, 'box', 1)]), 1);
  // The ellipse that fills a box is π/4 of it; at the default scale of 1.3 a face's own mask leaves slivers of corners.
  assert.ok(Math.abs(coveredShare(face, [maskOver(face, 'ellipse', 1)]) - Math.PI / 4) < 0.03);
  assert.ok(coveredShare(face, [maskOver(face, 'ellipse', 1.3)]) > 0.95);
});
