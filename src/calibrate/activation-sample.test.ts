import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createRandom, normal } from '../random/random.js';
import { ActivationSample, CLIPPINGS } from './activation-sample.js';

function sampleOf(...parts: Float32Array[]): ActivationSample {
  const sample = new ActivationSample();
  for (const part of parts) sample.add(part);
  return sample;
}

test('the extremes of all values count, however few are kept', () => {
  const values = new Float32Array(1_000_000);
  values[123_457] = 7;
  values[999_998] = -3;
  assert.deepEqual(sampleOf(values).range('full'), [-3, 7]);
});

test('one value far out is clipped where that makes the error least, but not two values alone', () => {
  const random = createRandom(1);
  const values = Float32Array.from({ length: 8000 }, () => normal(random));
  const outlier = values.slice();
  outlier[4000] = 40;
  const [low, high] = sampleOf(outlier, ...Array<Float32Array>(99).fill(values)).range('least-squares');
  assert.ok(high < 30 && high > 2.5, `${high}`);
  assert.ok(low < -2.5 && low > -5, `${low}`);
  assert.deepEqual(sampleOf(Float32Array.of(0, 10)).range('least-squares'), [0, 10]);
});

test('a share of .9999 lies within quantiles, and 0 always does', () => {
  const values = Float32Array.from({ length: 8000 }, (_, i) => 1 + i / 8000);
  values[0] = 100;
  const [low, high] = sampleOf(values, values).range('quantile');
  assert.equal(low, 0);
  assert.ok(high > 1.99 && high <= 100);
});

test('what was never seen, or is no number, has no range', () => {
  for (const clipping of CLIPPINGS) {
    assert.throws(() => new ActivationSample().range(clipping), /no activations/);
    assert.throws(() => sampleOf(Float32Array.of(1, Number.POSITIVE_INFINITY)).range(clipping), /numbers/);
  }
});
