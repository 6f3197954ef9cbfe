import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Face } from '../../src/geometry/face.js';
import { decodeScrfd } from '../../src/label/scrfd.js';
import { decodeYunet } from '../../src/label/yunet.js';
import { decodeRetinaface } from './retinaface.js';

/** One face, compared to 4 decimals: the networks' outputs are 32-bit floats. */
function assertFace(faces: readonly Face[], expected: Face): void {
  assert.equal(faces.length, 1);
  const face = faces[0]!;
  for (const key of ['x', 'y', 'width', 'height'] as const) {
    assert.ok(Math.abs(face.box[key] - expected.box[key]) < 1e-4, `${key}: ${face.box[key]}, not ${expected.box[key]}`);
  }
  assert.ok(Math.abs(face.score - expected.score) < 1e-6, `score: ${face.score}, not ${expected.score}`);
}

test('YuNet: cell (row 1, column 2) of stride 8 in an input 32 wide', () => {
  // 4 columns, so cell 6. Centre ((2 + .5) · 8, (1 + .25) · 8) = (20, 10); sides 8 · e^ln 2 = 16 and 8 · e^0 = 8.
  const cls = new Float32Array(8);
  const obj = new Float32Array(8);
  const box = new Float32Array(32);
  cls[6] = 0.81;
  obj[6] = 0.25;
  box.set([0.5, 0.25, Math.log(2), 0], 24);
  // √(.81 · .25) = .45
  assertFace(decodeYunet(cls, obj, box, 8, 32), { box: { x: 12, y: 6, width: 16, height: 8 }, score: 0.45 });
});

test('YuNet: probabilities are clamped to 0–1, and weak cells dropped', () => {
  const box = new Float32Array(12);
  // Second: √(1.5→1 · 1) = 1 at the corner (8, 0). First: −1→0. Third: √(.01 · .01) = .01, below .02.
  const faces = decodeYunet(Float32Array.of(-1, 1.5, 0.01), Float32Array.of(1, 1, 0.01), box, 8, 24);
  assertFace(faces, { box: { x: 4, y: -4, width: 8, height: 8 }, score: 1 });
});

/** RetinaFace's outputs for an input of 64 × 32: 8·4·2 + 4·2·2 + 2·1·2 = 84 priors, all background but one. */
function retinafaceOutputs(prior: number, offsets: readonly number[], score: number): [Float32Array, Float32Array] {
  const all = new Float32Array(84 * 4);
  const confidence = new Float32Array(84 * 2).map((_, index) => (index % 2 === 0 ? 1 : 0));
  all.set(offsets, prior * 4);
  confidence.set([1 - score, score], prior * 2);
  return [all, confidence];
}

test('RetinaFace: second prior of cell (row 1, column 3) of stride 8', () => {
  // Prior (1 · 8 + 3) · 2 + 1 = 23, side 32, centre (28, 12). Offset 1 · .1 · 32 = 3.2 and −.5 · .1 · 32 = −1.6:
  // centre (31.2, 10.4). Sides 32 · e^(5 ln 2 · .2) = 64 and 32 · e^(−5 ln 2 · .2) = 16.
  const [offsets, confidence] = retinafaceOutputs(23, [1, -0.5, 5 * Math.log(2), -5 * Math.log(2)], 0.75);
  const faces = decodeRetinaface(offsets, confidence, 64, 32);
  assertFace(faces, { box: { x: -0.8, y: 2.4, width: 64, height: 16 }, score: 0.75 });
});

test('RetinaFace: the priors of the larger strides follow those of stride 8', () => {
  // 64 priors of stride 8 and 16 of stride 16 come before; prior 83 is side 512 of cell (0, 1) of stride 32.
  const [offsets, confidence] = retinafaceOutputs(83, [0, 0, 0, 0], 0.5);
  const faces = decodeRetinaface(offsets, confidence, 64, 32);
  assertFace(faces, { box: { x: 48 - 256, y: 16 - 256, width: 512, height: 512 }, score: 0.5 });
});

test('SCRFD: second anchor of cell (row 1, column 3) of stride 16 in an input 64 wide', () => {
  // 4 columns: cell 7, anchor 15, at (48, 16). Left 1, top .5, right .25, bottom 2, times 16.
  const scores = new Float32Array(16);
  const distances = new Float32Array(64);
  scores[15] = 0.5;
  scores[14] = 0.01;
  distances.set([1, 0.5, 0.25, 2], 60);
  const faces = decodeScrfd(scores, distances, 16, 64);
  assertFace(faces, { box: { x: 32, y: 8, width: 20, height: 40 }, score: 0.5 });
});
