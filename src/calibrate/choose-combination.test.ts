import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { AnnotatedPhoto } from '../datasets/annotations.js';
import { photoKey } from '../evaluate/predictions/photo-index.js';
import type { Face } from '../geometry/face.js';
import { chooseCombination, combineStages } from './choose-combination.js';

const attributes = { invalid: false, blur: 0, expression: 0, illumination: 0, occlusion: 0, pose: 0 } as const;
const box = (x: number, side: number) => ({ x, y: 0, width: side, height: side });
const photo = (sides: readonly number[]): AnnotatedPhoto => ({
  event: 'test',
  name: 'photo',
  path: 'photo.jpg',
  faces: sides.map((side, i) => ({ box: box(100 * i, side), ...attributes })),
});
const judged = (x: number, side: number, proposal: number, verification: number): Face => ({
  box: box(x, side),
  score: proposal,
  stages: { proposal, verification },
});

test('a second stage that knows better is followed', () => {
  const one = photo([10, 10]);
  // The proposals prefer the two non-faces; the second stage does not.
  const faces = [
    judged(0, 10, 0.5, 0.9),
    judged(100, 10, 0.4, 0.9),
    judged(500, 10, 0.6, 0.05),
    judged(600, 10, 0.55, 0.05),
  ];
  const judgedFaces = new Map([[photoKey(one), faces]]);
  const { combination, score, proposalScore } = chooseCombination([one], judgedFaces);
  assert.ok(score > 0.99 && proposalScore < 0.6, `${proposalScore} → ${score}`);
  const scores = combineStages(judgedFaces, combination)
    .get(photoKey(one))!
    .map(({ score }) => score);
  assert.ok(Math.min(scores[0]!, scores[1]!) > Math.max(scores[2]!, scores[3]!));
});

test('one that is wrong about large faces is asked about small ones alone', () => {
  const one = photo([10, 60]);
  const faces = [
    judged(0, 10, 0.3, 0.95),
    judged(100, 60, 0.6, 0.01),
    judged(500, 10, 0.5, 0.02),
    judged(700, 60, 0.55, 0.99),
  ];
  const { combination } = chooseCombination([one], new Map([[photoKey(one), faces]]));
  assert.ok(combination.maxHeight < 60, JSON.stringify(combination));
});

test('one that helps nobody is given no weight', () => {
  const one = photo([10]);
  const faces = [judged(0, 10, 0.9, 0.1), judged(500, 10, 0.2, 0.9)];
  const { combination } = chooseCombination([one], new Map([[photoKey(one), faces]]));
  assert.deepEqual(combination, {
    weight: 0,
    bias: 0,
    lift: 0,
    boxWeight: 0,
    maxHeight: 0,
    minProposal: 1,
    maxProposal: 1,
  });
});

test('boxes are followed as far as they are right, and doubles suppressed', () => {
  const one = photo([10]);
  // The first stage's box lies 6 pixels aside, the second's is right: only beyond half of the way the overlap is enough.
  const moved = (x: number, proposal: number): Face => ({
    box: box(0, 10),
    score: 0.9,
    stages: { proposal, verification: 0.9, proposalBox: box(x, 10) },
  });
  const judgedFaces = new Map([[photoKey(one), [moved(6, 0.6), moved(-6, 0.5)]]]);
  const { combination, score, proposalScore } = chooseCombination([one], judgedFaces);
  assert.deepEqual([proposalScore, score], [0, 1]);
  assert.ok(combination.boxWeight > 0.44, JSON.stringify(combination));
  assert.equal(combineStages(judgedFaces, { ...combination, boxWeight: 1 }).get(photoKey(one))!.length, 1);
  const apart = combineStages(judgedFaces, { ...combination, boxWeight: 0 }).get(photoKey(one))!;
  assert.deepEqual(
    apart.map(({ box }) => box.x),
    [6, -6],
  );
});

test('tiny faces are lifted where the first stage ranks them too low', () => {
  const one = photo([10, 40, 40]);
  // Neither stage can tell the tiny face from the non-face of 40 pixels.
  const faces = [
    judged(0, 10, 0.4, 0.5),
    judged(100, 40, 0.6, 0.5),
    judged(200, 40, 0.6, 0.5),
    judged(500, 40, 0.42, 0.5),
  ];
  const { combination, score } = chooseCombination([one], new Map([[photoKey(one), faces]]));
  assert.ok(combination.lift > 0 && combination.maxHeight > 40, JSON.stringify(combination));
  assert.equal(score, 1);
});
