import assert from 'node:assert/strict';
import { test } from 'node:test';
import { tensor } from '../runtime/session.js';
import { discriminatorStep, generatorStep, superResolutionStep } from './gan-steps.js';
import { pairsAlone, preset, settings, start, train } from './testing/gan-training.js';

test('the gradient that reaches the generator through the discriminator is that of differences', async () => {
  // The first moment without memory is the gradient.
  const optimizer = { ...settings.optimizer, beta1: 0, clipNorm: 1e9 };
  const generatorLoss = { pixel: 1, adversarial: 1, classification: 1, box: 1 };
  const step = generatorStep({ ...settings, optimizer, generatorLoss });
  const { first, state } = await train([step], 1);
  const gradient = state['generator.moment1']!.data as Float32Array;
  const norm = first['generator.gradientNorm']!;
  const parameters = start()['generator.parameters']!.data as Float32Array;
  const lossAt = async (distance: number) => {
    const moved = parameters.map((value, index) => value + (distance * gradient[index]!) / norm);
    return (await train([step], 1, { changed: { 'generator.parameters': tensor(moved, [moved.length]) } })).first.loss!;
  };
  const slope = ((await lossAt(2e-5)) - (await lossAt(-2e-5))) / 4e-5;
  assert.ok(Math.abs(slope / norm - 1) < 0.05, `${slope} where ${norm} was expected`);
});

test('super-resolution: both errors fall', async () => {
  const { first, last } = await train([superResolutionStep(settings)], 30, { changed: pairsAlone() });
  assert.ok(Math.abs(first.loss! - first.upsampledError! - first.refinedError!) < 1e-4);
  assert.ok(last.upsampledError! < 0.5 * first.upsampledError!, JSON.stringify({ first, last }));
  assert.ok(last.refinedError! < 0.5 * first.refinedError!, JSON.stringify({ first, last }));
});

test('the discriminator learns to tell faces and real images, and where faces are; the generator stays', async () => {
  const step = discriminatorStep(settings);
  const { first, last } = await train([step], 30);
  assert.ok(last.loss! < 0.3 * first.loss!, JSON.stringify({ first, last }));
  assert.deepEqual([last.realAccuracy, last.generatedAccuracy], [1, 1]);
  for (const box of ['generatedBox', 'realBox'] as const)
    assert.ok(first[box]! > 0.5 && last[box]! < 0.3, JSON.stringify({ first, last }));
  assert.ok(Object.keys(step).every((name) => !name.startsWith('next.generator')));
});

test('the generator learns to be taken for real and to draw faces that are told, through a frozen discriminator', async () => {
  const { state } = await train([discriminatorStep(settings)], 10);
  const step = generatorStep({ ...settings, generatorLoss: { pixel: 0, adversarial: 1, classification: 1, box: 0 } });
  const { first, last } = await train([step], 30, {
    changed: { 'discriminator.parameters': state['discriminator.parameters']! },
  });
  assert.ok(first['generator.gradientNorm']! > 0);
  assert.ok(last.adversarial! < first.adversarial!, JSON.stringify({ first, last }));
  assert.ok(last.loss! < 0.7 * first.loss!, JSON.stringify({ first, last }));
  assert.ok(Object.keys(step).every((name) => !name.startsWith('next.discriminator')));
});

test('without a box head nobody asks where faces are', () => {
  const { box: _, ...published } = preset.discriminator;
  const step = discriminatorStep({ ...settings, preset: { ...preset, discriminator: published } });
  assert.ok(!('generatedBox' in step) && !('realBox' in step));
});
