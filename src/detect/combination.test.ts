import assert from 'node:assert/strict';
import { test } from 'node:test';
import { combinedScore, isVerified } from './combination.js';

const near = (actual: number, expected: number) => assert.ok(Math.abs(actual - expected) < 1e-9, `${actual}`);

test('odds multiply: the weighted mean of logits', () => {
  // Odds 1 : 4 and 4 : 1 cancel out at equal weights.
  near(combinedScore(0.2, 0.8, 20, { weight: 0.5, bias: 0, lift: 0.7 }), 0.5);
  // √(1/9 · 9/1 · …): odds 1/9 and 81 give √(1/9 · 81) = 3, which is 3/4.
  near(combinedScore(0.1, 81 / 82, 20, { weight: 0.5, bias: 0, lift: 0.7 }), 0.75);
  // A quarter's weight: odds 16^¾ · 1^¼ = 8.
  near(combinedScore(16 / 17, 0.5, 20, { weight: 0.25, bias: 0, lift: 0.7 }), 8 / 9);
});

test('a bias of log 3 triples the odds', () => {
  near(combinedScore(0.5, 0.5, 20, { weight: 0.5, bias: Math.log(3), lift: 0.7 }), 0.75);
});

test('weight 0 leaves the proposal, weight 1 the second stage', () => {
  near(combinedScore(0.3, 0.9, 20, { weight: 0, bias: 0, lift: 0.7 }), 0.3);
  near(combinedScore(0.3, 0.9, 20, { weight: 1, bias: 0, lift: 0.7 }), 0.9);
});

test('a lift of log 3 triples the odds at 10 pixels, and again at 5', () => {
  const rule = { weight: 0.5, bias: 0, lift: Math.log(3) };
  near(combinedScore(0.5, 0.5, 40, rule), 0.5);
  near(combinedScore(0.5, 0.5, 10, rule), 0.75);
  near(combinedScore(0.5, 0.5, 5, rule), 0.9);
  near(combinedScore(0.5, 0.5, 0, rule), combinedScore(0.5, 0.5, 1, rule));
});

test('certainties stay finite, and the other stage still counts', () => {
  near(combinedScore(0, 1, 20, { weight: 0.5, bias: 0, lift: 0.7 }), 0.5);
  assert.ok(
    combinedScore(1, 0.9, 20, { weight: 0.5, bias: 0, lift: 0.7 }) >
      combinedScore(1, 0.1, 20, { weight: 0.5, bias: 0, lift: 0.7 }),
  );
  assert.ok(combinedScore(1, 1, 20, { weight: 0.5, bias: 0, lift: 0.7 }) < 1);
});

test('faces up to a height and between two scores are looked at again', () => {
  const face = (height: number, score: number) => ({ box: { x: 0, y: 0, width: 100, height }, score });
  const rule = { maxHeight: 24, minProposal: 0.2, maxProposal: 0.9 };
  assert.deepEqual(
    [face(23, 0.2), face(24, 0.9), face(24.01, 0.9), face(10, 0.19), face(10, 0.91)].map((one) =>
      isVerified(one, rule),
    ),
    [true, true, false, false, false],
  );
  // What was combined before is told by its proposal.
  const stages = { proposal: 0.3, verification: 0.01 };
  assert.ok(isVerified({ ...face(10, 0.05), stages }, rule));
});
