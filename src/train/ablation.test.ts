import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ablationSettings, VARIANTS } from './ablation.js';

const shared = ablationSettings.parse({
  learningRate: 3e-4,
  discriminatorRate: 2,
  generatorLoss: { adversarial: 0.01 },
});
const changeOf = (name: string) => VARIANTS.find((variant) => variant.name === name)!.change(shared);

test('each variant leaves out what it is named after, and nothing else', () => {
  assert.deepEqual(changeOf('full'), shared);
  assert.deepEqual(changeOf('no-refinement'), { ...shared, refinement: false });
  assert.deepEqual(changeOf('no-classification'), {
    ...shared,
    generatorLoss: { ...shared.generatorLoss, classification: 0 },
  });
  // Without it neither network learns to tell real images.
  assert.deepEqual(changeOf('no-adversarial'), {
    ...shared,
    generatorLoss: { ...shared.generatorLoss, adversarial: 0 },
    discriminatorLoss: { ...shared.discriminatorLoss, adversarial: 0 },
  });
  // The discriminator's own rate: 3e-4 · 2.
  assert.deepEqual(changeOf('no-gan'), { ...shared, learningRate: 6e-4 });
});

test('all take the same steps with the same number of regions', () => {
  for (const { name } of VARIANTS) {
    const { steps, pairs, candidates, seed } = changeOf(name);
    assert.deepEqual(
      { steps, pairs, candidates, seed },
      { steps: shared.steps, pairs: shared.pairs, candidates: shared.candidates, seed: shared.seed },
    );
  }
});
