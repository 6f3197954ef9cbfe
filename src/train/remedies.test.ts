import assert from 'node:assert/strict';
import { test } from 'node:test';
import { compile } from '../graph/index.js';
import type { GanPreset } from '../networks/gan-presets.js';
import { createRandom, normal } from '../random/random.js';
import { type RuntimeTensor, Session, tensor } from '../runtime/session.js';
import { deployedOf } from './gan-settings.js';
import { classifierStep, declareGan, discriminatorStep, generatorStep } from './gan-steps.js';
import { preset, settings, start, train } from './testing/gan-training.js';

/** As the tests' settings, with what a remedy changes of the discriminator. */
function remedied(change: Partial<GanPreset['discriminator']>) {
  return { ...settings, preset: { ...preset, discriminator: { ...preset.discriminator, ...change } } };
}

/** The state of a discriminator that is larger than the tests' own, and what a classifier of regions sees. */
function startOf(changed: ReturnType<typeof remedied>): Record<string, RuntimeTensor> {
  const random = createRandom(3);
  const { parameters, statistics } = declareGan(changed.preset).discriminator;
  const vector = (data: Float32Array) => tensor(data, [data.length]);
  const { high, photo } = start();
  return {
    // What starts as nothing would pass no gradient on.
    'discriminator.parameters': vector(
      parameters.initialize(() => normal(random)).map((value) => value + 0.02 * normal(random)),
    ),
    ...Object.fromEntries(
      ['moment1', 'moment2', 'average'].map((part) => [
        `discriminator.${part}`,
        vector(new Float32Array(parameters.length)),
      ]),
    ),
    'discriminator.statistics': vector(statistics.initialize(() => 0)),
    enlarged: photo!,
    truth: high!,
  };
}

/** Takes the gradient of a step's loss, and compares its slope with a difference. */
async function checkGradient(
  step: ReturnType<typeof classifierStep>,
  given: Record<string, RuntimeTensor>,
): Promise<void> {
  const session = await Session.create(compile(step), { threads: 1 });
  const inputs = { ...start(), ...given, step: tensor(Float32Array.of(1), []) };
  const run = (changed: Record<string, RuntimeTensor> = {}) =>
    session.run(Object.fromEntries(session.inputNames.map((name) => [name, { ...inputs, ...changed }[name]!])));
  const outputs = await run();
  const gradient = outputs['next.discriminator.moment1']!.data as Float32Array;
  const norm = outputs['discriminator.gradientNorm']!.data[0] as number;
  const parameters = given['discriminator.parameters']!.data as Float32Array;
  const lossAt = async (distance: number) => {
    const moved = parameters.map((value, i) => value + (distance * gradient[i]!) / norm);
    const { loss } = await run({ 'discriminator.parameters': tensor(moved, [moved.length]) });
    return loss!.data[0] as number;
  };
  const slope = ((await lossAt(1e-4)) - (await lossAt(-1e-4))) / 2e-4;
  await session.dispose();
  assert.ok(norm > 0 && Math.abs(slope / norm - 1) < 0.05, `${slope} where ${norm} was expected`);
}

/** The first moment without memory is the gradient. */
const ONE_STEP = { ...settings.optimizer, beta1: 0, clipNorm: 1e9 };

test('drawing as a task beside the others: its gradient is that of differences, and its error falls', async () => {
  const weights = { ...settings.discriminatorLoss, drawing: 1 };
  const changed = { ...remedied({ drawing: true }), discriminatorLoss: weights };
  const given = startOf(changed);
  await checkGradient(classifierStep({ ...changed, optimizer: ONE_STEP }), given);
  await checkGradient(discriminatorStep({ ...changed, optimizer: ONE_STEP }), given);
  const { first, last } = await train([classifierStep(changed)], 30, { changed: given });
  assert.ok(last.drawing! < 0.8 * first.drawing!, JSON.stringify({ first, last }));
  // The generator's step has no use for it.
  assert.ok(!('drawing' in generatorStep(changed)));
  assert.throws(() => classifierStep({ ...changed, pairs: 0 }), /learnt from pairs/);
});

test('in testing what served training alone is not there', () => {
  const { preset: trained } = remedied({ drawing: true });
  const names = ({ discriminator }: ReturnType<typeof declareGan>) =>
    discriminator.parameters.specifications.map(({ name }) => name);
  assert.deepEqual(
    names(declareGan(trained)).filter((name) => !name.startsWith('auxiliary.')),
    names(declareGan(deployedOf(trained))),
  );
  assert.ok(names(declareGan(trained)).some((name) => name.startsWith('auxiliary.')));
});

test('two towers: neither sees the other’s picture before they meet, and the gradient is that of differences', async () => {
  const changed = remedied({ towers: true });
  await checkGradient(classifierStep({ ...changed, optimizer: ONE_STEP }), startOf(changed));
  const names = declareGan(changed.preset).discriminator.parameters.specifications.map(({ name }) => name);
  for (const tower of ['drawing', 'photo']) assert.ok(names.includes(`${tower}.group1.conv1.weight`), tower);
  assert.ok(names.includes('group4.conv1.weight') && !names.includes('group1.conv1.weight'));
  const first = declareGan(changed.preset).discriminator.parameters.specifications.find(
    ({ name }) => name === 'photo.group1.conv1.weight',
  )!;
  assert.deepEqual(first.shape, [preset.discriminator.features[0] / 2, 3, 3, 3]);
  // Without a photo there is nothing for a second one to see.
  const alone = declareGan({
    ...preset,
    discriminator: { ...preset.discriminator, photo: false, towers: true },
  }).discriminator.parameters.specifications;
  assert.ok(alone.some(({ name }) => name === 'group1.conv1.weight'));
});
