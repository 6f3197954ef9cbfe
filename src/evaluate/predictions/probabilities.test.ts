import assert from 'node:assert/strict';
import { test } from 'node:test';
import { found } from '../testing/photos.js';
import { asProbabilities } from './probabilities.js';

const predictions = (...scores: number[]) => new Map([['a', scores.map((score) => found(score, [1, 2, 3, 4]))]]);
const scores = (kind: Parameters<typeof asProbabilities>[1], ...given: number[]) =>
  asProbabilities(predictions(...given), kind, 'their.txt')
    .get('a')!
    .map(({ score }) => score);

test('percent and logits become probabilities', () => {
  assert.deepEqual(scores('probability', 0, 0.5, 1), [0, 0.5, 1]);
  assert.deepEqual(scores('percent', 0, 25, 100), [0, 0.25, 1]);
  const [even, threeToOne] = scores('logit', 0, Math.log(3));
  assert.equal(even, 0.5);
  assert.ok(Math.abs(threeToOne! - 0.75) < 1e-12);
});

test('scores of another kind are told, with what to do', () => {
  assert.throws(() => scores('probability', 0.5, 1.5), {
    name: 'InputError',
    message:
      'their.txt: has the score 1.5, which is no probability. Say what the scores are: --scores percent or logit.',
  });
  assert.throws(() => scores('percent', -1), /has the score -1, which is no percent/);
});
