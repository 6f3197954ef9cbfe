import assert from 'node:assert/strict';
import { test } from 'node:test';
import { placeMarkers } from './markers.js';
import { spread } from './spread.js';

test('labels that would touch move apart around where they want to be, and keep their order', () => {
  assert.deepEqual(spread([10, 50], 16), [10, 50]);
  assert.deepEqual(spread([20, 20], 16), [12, 28]);
  assert.deepEqual(spread([30, 20, 25], 10), [35, 15, 25]);
  // The pair, once apart, would touch the third: then all three share their middle, (20 + 22 + 36) / 3.
  assert.deepEqual(spread([20, 22, 36], 16), [10, 26, 42]);
  assert.deepEqual(spread([], 16), []);
});

test('markers stand at the ends of lines where there is room, and never touch', () => {
  const line = (x: number) => Array.from({ length: 11 }, (_, step) => [x, step * 10] as const);
  assert.deepEqual(placeMarkers([line(0), line(100)]), [
    [0, 100],
    [100, 100],
  ]);
  // Three lines 10 apart: the second marker backs off along its line, the third off both.
  assert.deepEqual(placeMarkers([line(0), line(10), line(20)]), [
    [0, 100],
    [10, 80],
    [20, 100],
  ]);
});
