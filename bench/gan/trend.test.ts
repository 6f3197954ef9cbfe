import assert from 'node:assert/strict';
import { test } from 'node:test';
import { isHealthy, trendsOf } from './trend.js';

test('a trend is the means of the first and the last third of the steps', () => {
  const losses = [8, 6, 5, 9, 2, 4];
  const trends = trendsOf(losses.map((loss, index) => ({ step: index + 1, seconds: 1, rate: 0.1, loss })));
  assert.deepEqual(trends, [{ name: 'loss', first: 7, last: 3, finite: true }]);
  assert.ok(isHealthy(trends));
});

test('not healthy: a loss that rises, or a number on the way that is not finite', () => {
  const line = (step: number, loss: number, accuracy: number) => ({ step, 'generator.loss': loss, loss, accuracy });
  assert.ok(isHealthy(trendsOf([line(1, 2, 0.9), line(2, 1, 0.1)])), 'an accuracy is free to fall');
  assert.ok(!isHealthy(trendsOf([line(1, 1, 0.5), line(2, 2, 0.5)])));
  assert.ok(!isHealthy(trendsOf([line(1, 3, 0.5), line(2, Number.NaN, 0.5), line(3, 1, 0.5)])));
  assert.deepEqual(
    trendsOf([line(1, 1, 0.5)]).map(({ name }) => name),
    ['generator.loss', 'accuracy'],
  );
});
