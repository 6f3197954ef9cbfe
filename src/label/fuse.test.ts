import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Face } from '../geometry/face.js';
import { probability } from './calibration.js';
import { fuse, fusedBox, groupSightings } from './fuse.js';
import type { Testimony } from './witnesses.js';

const face = (x: number, score: number, side = 10): Face => ({ box: { x, y: 0, width: side, height: side }, score });
const NOTHING: Testimony = { farface: [], yunet: [], yunet2: [], scrfd: [] };

test('the surest box first, and of each other witness the one that overlaps it most', () => {
  // Moved by 1 of 10: 9 / 11; by 3: 7 / 13 = .54, by 4: 6 / 14 = .43, another face.
  const groups = groupSightings({
    ...NOTHING,
    farface: [face(0, 0.9), face(40, 0.3)],
    yunet: [face(3, 0.8), face(1, 0.5)],
    scrfd: [face(4, 0.7)],
  });
  assert.deepEqual(
    groups.map((group) => Object.entries(group).map(([witness, { box }]) => [witness, box.x])),
    [
      [
        ['yunet', 1],
        ['farface', 0],
      ],
      [
        ['scrfd', 4],
        ['yunet', 3],
      ],
      [['farface', 40]],
    ],
  );
});

test('a fused box is the mean of boxes, weighted by witness and score', () => {
  // (1 · .9 · 0 + .6 · .5 · 2) / (.9 + .3) = .5
  const { x } = fusedBox({ farface: face(0, 0.9), yunet: face(2, 0.5) });
  assert.ok(Math.abs(x - 0.5) < 1e-12);
});

test('each witness that sees a face makes it more probable, and surely so in the end', () => {
  const one = probability({ farface: face(0, 0.6) }, 16);
  const two = probability({ farface: face(0, 0.6), yunet: face(0, 0.6) }, 16);
  const all = { farface: face(0, 0.98), yunet: face(0, 0.98), yunet2: face(0, 0.98), scrfd: face(0, 0.98) };
  assert.ok(one < two && two < probability(all, 16));
  assert.ok(probability(all, 16) > 0.95 && probability(all, 200) > 0.95 && probability({}, 16) < 0.01);
  // What is no more than .05 sure says nothing.
  assert.equal(probability({ yunet: face(0, 0.05) }, 16), probability({}, 16));
});

test('faces less probable than asked for are left out, the best come first', () => {
  const sure = [face(0, 0.98)];
  const faces = fuse({ ...NOTHING, farface: [...sure, face(60, 0.2)], yunet: sure, scrfd: sure }, 0.1);
  assert.equal(faces.length, 1);
  assert.equal(faces[0]!.box.x, 0);
});
