import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ASSIGNMENT, assign } from './proposal-assignment.js';
import { listCells } from './proposal-boxes.js';
import { STRIDES } from './proposal-network.js';

const cells = listCells(64, STRIDES);
const face = (x: number, y: number, side: number, ignore = false) => ({
  box: { x, y, width: side, height: side },
  ignore,
});

/** What the cell with its centre at (x, y) of a branch should say. */
function at(assigned: Float32Array, stride: number, x: number, y: number) {
  const cell = Array.from(cells.strides).findIndex(
    (value, index) => value === stride && cells.x[index] === x && cells.y[index] === y,
  );
  const read = (row: number) => assigned[row * cells.count + cell]!;
  return {
    positive: read(ASSIGNMENT.positive),
    counted: read(ASSIGNMENT.counted),
    box: [read(ASSIGNMENT.x), read(ASSIGNMENT.y), read(ASSIGNMENT.width), read(ASSIGNMENT.height)],
  };
}

function positives(assigned: Float32Array, stride: number): number {
  return assigned
    .subarray(0, cells.count)
    .reduce((sum, value, cell) => sum + (cells.strides[cell] === stride ? value : 0), 0);
}

test('without faces every cell is background', () => {
  const assigned = assign(cells, []);
  assert.equal(
    assigned.subarray(0, cells.count).reduce((a, b) => a + b),
    0,
  );
  assert.equal(
    assigned.subarray(cells.count, 2 * cells.count).reduce((a, b) => a + b),
    cells.count,
  );
});

test('a face of 8 px is stride 4’s: the cells within 0.55 strides of its centre', () => {
  // Centre (22, 22) is the centre of a cell: its neighbours are 4 px away, beyond 2.2 px.
  const assigned = assign(cells, [face(18, 18, 8)]);
  assert.deepEqual(at(assigned, 4, 22, 22), { positive: 1, counted: 1, box: [22, 22, 8, 8] });
  assert.deepEqual(
    [4, 8, 16, 32].map((stride) => positives(assigned, stride)),
    [1, 0, 0, 0],
  );
  // The next cell is 4 px away, beyond 0.8 strides (3.2 px): background.
  assert.deepEqual(at(assigned, 4, 26, 22), { positive: 0, counted: 1, box: [26, 22, 4, 4] });
  // Between four cells all four are within 2.2 px.
  assert.equal(positives(assign(cells, [face(16, 16, 8)]), 4), 4);
});

test('a face that detectors are not sure of is aimed at as surely as they are', () => {
  const assigned = assign(cells, [{ ...face(18, 18, 8), confidence: 0.75 }]);
  assert.deepEqual(at(assigned, 4, 22, 22), { positive: 0.75, counted: 1, box: [22, 22, 8, 8] });
});

test('sizes of two ranges belong to both branches, sizes near a range are ignored, others are background', () => {
  // 16 px: strides 4 (0–20) and 8 (14–44).
  const both = assign(cells, [face(12, 12, 16)]);
  assert.equal(at(both, 4, 18, 18).positive, 1);
  assert.equal(at(both, 8, 20, 20).positive, 1);
  // 12 px is near stride 8's range (14 / 1.4 = 10), so that stride 8 ignores it.
  const near = at(assign(cells, [face(14, 14, 12)]), 8, 20, 20);
  assert.deepEqual([near.positive, near.counted], [0, 0]);
  // 8 px is far from it: background.
  assert.equal(at(assign(cells, [face(16, 16, 8)]), 8, 20, 20).counted, 1);
});

test('ignored faces are neither found nor background, at any stride', () => {
  const assigned = assign(cells, [face(8, 8, 16, true)]);
  assert.equal(
    assigned.subarray(0, cells.count).reduce((a, b) => a + b),
    0,
  );
  for (const [stride, x] of [
    [4, 10],
    [8, 12],
    [16, 8],
    [32, 16],
  ] as const) {
    assert.equal(at(assigned, stride, x, x).counted, 0, `stride ${stride}`);
  }
  assert.equal(at(assigned, 4, 30, 30).counted, 1);
});

test('where faces meet, the smaller one wins, and a face is not lost to an ignored neighbour', () => {
  const assigned = assign(cells, [face(18, 18, 8), face(14, 14, 18), face(16, 16, 12, true)]);
  assert.deepEqual(at(assigned, 4, 22, 22), { positive: 1, counted: 1, box: [22, 22, 8, 8] });
});
