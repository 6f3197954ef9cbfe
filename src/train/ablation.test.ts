import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ablationSettings, BASELINE, GENERATORS, phaseRun, VARIANTS } from './ablation.js';

const settings = ablationSettings.parse({ joint: { learningRate: 3e-4, discriminatorRate: 2 } });
const variant = (name: string) => VARIANTS.find((one) => one.name === name)!;
const jointOf = (name: string) => {
  const { generator, change } = variant(name);
  const { stage, settings: shared } = phaseRun(settings, 'joint', 1, generator);
  return { stage, ...change(shared) };
};

test('each variant leaves out what it is named after, and nothing else', () => {
  const full = jointOf('full');
  assert.equal(full.stage, 'gan');
  const { generatorLoss, discriminatorLoss } = full;
  assert.ok(generatorLoss.adversarial > 0 && generatorLoss.classification > 0 && discriminatorLoss.adversarial > 0);
  assert.deepEqual(jointOf('no-classification'), {
    ...full,
    generatorLoss: { ...generatorLoss, classification: 0, box: 0 },
  });
  // Without it neither network learns to tell real images.
  const noAdversarial = {
    ...full,
    generatorLoss: { ...generatorLoss, adversarial: 0 },
    discriminatorLoss: { ...discriminatorLoss, adversarial: 0 },
  };
  assert.deepEqual(jointOf('no-adversarial'), noAdversarial);
  const pixels = { ...noAdversarial, generatorLoss: { ...generatorLoss, adversarial: 0, classification: 0, box: 0 } };
  assert.deepEqual(jointOf('refinement'), pixels);
  assert.deepEqual(jointOf('upsampling'), { ...pixels, refinement: false });
  // The discriminator's own rate: 3e-4 · 2.
  assert.deepEqual(jointOf('no-gan'), { ...full, stage: 'classifier', learningRate: 6e-4 });
  assert.equal(BASELINE.generator, undefined);
});

test('every discriminator takes the same steps with the same regions, from the same start', () => {
  for (const phase of ['drawn', 'joint'] as const) {
    const sizes = VARIANTS.map(({ generator }) => {
      const { steps, pairs, candidates, larger, seed, averaging } = phaseRun(settings, phase, 7, generator).settings;
      return { steps, pairs, candidates, larger, seed, averaging };
    });
    for (const size of sizes) assert.deepEqual(size, sizes[0]);
  }
  // On drawings that are done all learn as a classifier does, at one rate.
  const drawn = VARIANTS.map(({ generator }) => phaseRun(settings, 'drawn', 1, generator));
  for (const { stage, settings: own } of drawn)
    assert.deepEqual({ stage, ...own, refinement: true }, { stage: 'classifier', ...drawn[0]!.settings });
  const { steps } = settings.drawn;
  assert.ok(steps >= 3000 && settings.joint.steps >= 1000);
});

test('generators that learn from a discriminator go on from the one with refinement', () => {
  for (const { generator } of VARIANTS) {
    if (generator === undefined) continue;
    const { refinement, change } = GENERATORS[generator];
    assert.equal(refinement, generator !== 'upsampling');
    assert.equal(change === undefined, ['upsampling', 'refinement'].includes(generator));
  }
});
