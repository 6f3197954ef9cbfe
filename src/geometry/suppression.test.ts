import assert from 'node:assert/strict';
import { test } from 'node:test';
import { iou } from './box.js';
import type { Face } from './face.js';
import { suppress } from './suppression.js';

const face = (score: number, x: number, y: number, width: number, height: number): Face => ({
  score,
  box: { x, y, width, height },
});

test('keeps the best of boxes that overlap by more than the threshold', () => {
  const best = face(0.9, 0, 0, 10, 10);
  // Shares 5 × 10 of 150 square pixels: IoU 1/3.
  const third = face(0.8, 5, 0, 10, 10);
  // Shares 9 × 10 of 110 with the best: IoU 9/11.
  const same = face(0.7, 1, 0, 10, 10);
  const apart = face(0.6, 10, 0, 10, 10);
  assert.deepEqual(suppress([same, third, apart, best], 0.5), [best, third, apart]);
  // 1/3 is above .3; the face that shares 5 × 10 with `third`, which is gone, stays.
  assert.deepEqual(suppress([same, third, apart, best], 0.3), [best, apart]);
  assert.deepEqual(suppress([best, third], 1 / 3), [best, third], 'IoU equal to the threshold is not above it');
  assert.deepEqual(suppress([best, { ...best, score: 0.1 }], 1), [best, { ...best, score: 0.1 }]);
  assert.deepEqual(suppress([], 0.5), []);
});

test('compares across sizes, negative coordinates and empty boxes', () => {
  const large = face(0.9, -40, -40, 100, 100);
  // Wholly inside: IoU 51²/100² = .26.
  const inside = face(0.8, -39, -39, 51, 51);
  assert.deepEqual(suppress([inside, large], 0.25), [large]);
  assert.deepEqual(suppress([inside, large], 0.27), [large, inside]);
  const tiny = face(0.7, 3, 3, 0.5, 0.5);
  assert.deepEqual(suppress([large, tiny], 0), [large]);
  const empty = face(0.5, 3, 3, 0, 0);
  assert.deepEqual(suppress([empty, empty, large], 0.4), [large, empty, empty]);
});

test('finds what comparing all pairs finds', () => {
  // A linear congruential generator (Numerical Recipes), so that the boxes are the same in every run.
  let state = 1;
  const random = () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return state / 2 ** 32;
  };
  const faces = Array.from({ length: 1500 }, () => {
    const side = 4 * 2 ** (6 * random());
    return face(random(), 300 * random() - 20, 200 * random() - 20, side, side * (0.6 + random()));
  });
  for (const threshold of [0, 0.1, 0.4, 0.7]) {
    const kept: Face[] = [];
    for (const candidate of [...faces].sort((a, b) => b.score - a.score)) {
      if (kept.every((other) => iou(candidate.box, other.box) <= threshold)) kept.push(candidate);
    }
    assert.deepEqual(suppress(faces, threshold), kept);
    assert(kept.length < faces.length);
  }
});

test('scores that are no numbers come last, and leave the order of the others alone', () => {
  const apart = (score: number, index: number) => face(score, 100 * index, 0, 10, 10);
  const scores = [0.1, Number.NaN, 0.9, 0.3, Number.NaN, 0.5, 0.7, 0.2];
  const kept = suppress(scores.map(apart), 0.5).map(({ score }) => score);
  assert.deepEqual(kept, [0.9, 0.7, 0.5, 0.3, 0.2, 0.1, Number.NaN, Number.NaN]);
  // One over a good face does not take its place.
  assert.deepEqual(suppress([face(Number.NaN, 0, 0, 10, 10), face(0.4, 0, 0, 10, 10)], 0.5), [face(0.4, 0, 0, 10, 10)]);
});
