import assert from 'node:assert/strict';
import { test } from 'node:test';
import { collapseWarning } from './collapse.js';

const lines = (real: number, generated: number, gradient: number, count = 4) =>
  Array.from({ length: count }, (_, step) => ({
    step,
    'discriminator.realAccuracy': real,
    'discriminator.generatedAccuracy': generated,
    'generator.gradientNorm': gradient,
  }));

test('warns where one network has won, and only after several lines', () => {
  assert.match(collapseWarning(lines(1, 1, 0.1))!, /tells every image/);
  assert.match(collapseWarning(lines(1, 0, 0.1))!, /for the same/);
  assert.match(collapseWarning(lines(0.8, 0.7, 1e-6))!, /no gradient/);
  assert.equal(collapseWarning(lines(0.8, 0.7, 0.1)), undefined);
  assert.equal(collapseWarning(lines(1, 1, 0.1, 3)), undefined);
  assert.equal(collapseWarning([...lines(1, 1, 0.1), ...lines(0.9, 0.7, 0.1, 1)]), undefined);
  assert.equal(collapseWarning([{ step: 1, loss: 1 }]), undefined);
});
