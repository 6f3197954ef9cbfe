import assert from 'node:assert/strict';
import { test } from 'node:test';
import { averagingAt, learningRate } from './schedule.js';

const schedule = { steps: 100, learningRate: 2, warmupSteps: 10, decayShare: 0.4, finalRateShare: 0.5 };

test('the rate warms up, stays and falls along a cosine', () => {
  assert.equal(learningRate(5, schedule), 1);
  assert.equal(learningRate(10, schedule), 2);
  assert.equal(learningRate(60, schedule), 2);
  // Half way down: 0.5 + 0.5 · ½ of the peak.
  assert.ok(Math.abs(learningRate(80, schedule) - 1.5) < 1e-12);
  assert.ok(Math.abs(learningRate(100, schedule) - 1) < 1e-12);
});

test('a run without decay or warm-up has one rate', () => {
  const constant = { ...schedule, warmupSteps: 0, decayShare: 0 };
  assert.deepEqual(
    [1, 50, 100].map((step) => learningRate(step, constant)),
    [2, 2, 2],
  );
});

test('the average forgets the start first', () => {
  assert.equal(averagingAt(10, 0.999), 0.5);
  assert.equal(averagingAt(1e6, 0.999), 0.999);
});
