import assert from 'node:assert/strict';
import { test } from 'node:test';
import { LossScale } from './loss-scale.js';

test('an overflow halves the scale, a thousand steps without one double it', () => {
  const scale = new LossScale();
  const first = scale.value;
  assert.equal(scale.after(Number.POSITIVE_INFINITY), false);
  assert.equal(scale.after(Number.NaN), false);
  assert.equal(scale.value, first / 4);
  for (let step = 1; step < 1000; step += 1) assert.equal(scale.after(1), true);
  assert.equal(scale.value, first / 4);
  const resumed = new LossScale(scale.state);
  assert.equal(resumed.after(1), true);
  assert.equal(resumed.value, first / 2);
});

test('where even an unscaled loss overflows, it says what to do', () => {
  const scale = new LossScale({ value: 1, goodSteps: 0 });
  assert.throws(() => scale.after(Number.NaN), /16 bits overflow.*float32/);
});
