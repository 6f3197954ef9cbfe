import assert from 'node:assert/strict';
import { test } from 'node:test';
import { placeLabels } from './labels.js';

test('a label stands to the right of its dot, or to the left where the plot ends', () => {
  const [middle, edge] = placeLabels(
    [
      { x: 50, y: 50, text: 'one' },
      { x: 190, y: 150, text: 'another' },
    ],
    200,
    200,
  );
  assert.equal(middle!.anchor, 'start');
  assert.equal(edge!.anchor, 'end');
});

test('a label makes way for its neighbour’s dot', () => {
  // The second dot lies where the first label would stand on the right.
  const [first] = placeLabels(
    [
      { x: 100, y: 50, text: 'first' },
      { x: 120, y: 50, text: 'second' },
    ],
    300,
    100,
  );
  assert.equal(first!.anchor, 'end');
});
