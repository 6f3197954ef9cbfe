import assert from 'node:assert/strict';
import { test } from 'node:test';
import { DEFAULT_COMBINATION } from '../detect/combination.js';
import type { VerificationFile } from '../detect/verification-file.js';
import { InputError } from '../errors/errors.js';
import { GAN_PRESETS } from '../networks/gan-presets.js';
import { averageVerification } from './average-verification.js';

const { generator, discriminator } = GAN_PRESETS.lite;
const tensor = (...values: number[]) => ({ shape: [values.length], data: Float32Array.from(values) });
const stage = (file: string, values: Partial<VerificationFile>): VerificationFile => ({
  file,
  weights: new Map(),
  preset: { generator: null, discriminator },
  context: 2,
  combination: DEFAULT_COMBINATION,
  ...values,
});
const plain = stage('plain', { weights: new Map([['discriminator.a', tensor(1, 2)]]) });
const drawing = stage('drawing', {
  preset: { generator, discriminator },
  weights: new Map([
    ['discriminator.a', tensor(4, 8)],
    ['generator.a', tensor(7)],
  ]),
});

test('a mean counts a file as often as it is named, and leaves what one file alone has', () => {
  const mean = averageVerification([plain, plain, drawing]);
  assert.deepEqual([...mean.weights.get('discriminator.a')!.data], [2, 4]);
  assert.deepEqual([...mean.weights.get('generator.a')!.data], [7]);
  assert.deepEqual(mean.preset, { generator, discriminator });
});

test('other networks have no mean, and the error names the file', () => {
  const wider = stage('wider', { preset: { generator: null, discriminator: GAN_PRESETS.paper.discriminator } });
  const further = stage('further', { context: 3 });
  for (const other of [wider, further])
    assert.throws(
      () => averageVerification([plain, other]),
      (error) => error instanceof InputError && error.message.includes(other.file),
    );
});
