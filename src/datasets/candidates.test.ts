import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { AnnotatedFace } from './annotations.js';
import { CANDIDATE_SETTINGS, labelCandidates } from './candidates.js';

const face = (x: number, y: number, side: number, invalid = false): AnnotatedFace => ({
  box: { x, y, width: side, height: side },
  invalid,
  blur: 0,
  expression: 0,
  illumination: 0,
  occlusion: 0,
  pose: 0,
});
const found = (score: number, x: number, y: number, side: number) => ({
  score,
  box: { x, y, width: side, height: side },
});

test('faces overlap by half, non-faces by less than .3, and what lies between teaches nothing', () => {
  const marked = [face(0, 0, 10)];
  // Moved by d of 10, IoU = (10 − d) / (10 + d): 3 → .54, 4 → .43, 6 → .25.
  const candidates = labelCandidates([found(0.2, 6, 0, 10), found(0.9, 4, 0, 10), found(0.5, 3, 0, 10)], marked);
  assert.deepEqual(
    candidates.map(({ box, truth }) => [box.x, truth !== undefined]),
    [
      [3, true],
      [6, false],
    ],
  );
});

test('what lies on a face that nobody could judge is neither, however small it is', () => {
  const marked = [face(0, 0, 100, true)];
  // A tenth of its side: IoU .01.
  assert.deepEqual(labelCandidates([found(0.9, 20, 20, 10)], marked), []);
  assert.deepEqual(labelCandidates([found(0.9, 0, 0, 100)], marked), []);
  assert.equal(labelCandidates([found(0.9, 200, 20, 10)], marked).length, 1);
});

test('keeps the surest, and as many non-faces as were asked for', () => {
  const marked = [0, 1, 2].map((i) => face(100 * i, 0, 10));
  const faces = [0, 1, 2].map((i) => found(0.3 + 0.1 * i, 100 * i, 0, 10));
  const others = [0, 1, 2, 3, 4].map((i) => found(0.9 - 0.1 * i, 100 * i, 500, 10));
  const settings = { ...CANDIDATE_SETTINGS, mostFaces: 2, nonFacesPerFace: 1.5, leastNonFaces: 1 };
  assert.deepEqual(
    labelCandidates([...others, ...faces], marked, settings).map(({ score }) => score),
    [0.5, 0.4, 0.9, 0.8, 0.7],
  );
  assert.equal(labelCandidates(others, [], { ...settings, leastNonFaces: 4 }).length, 4);
});
