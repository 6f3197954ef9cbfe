import assert from 'node:assert/strict';
import { test } from 'node:test';
import { compile, staticShape, type Tensor } from '../graph/index.js';
import { enlarge } from '../image/enlarge.js';
import { DISCRIMINATOR_LOSS_WEIGHTS, GENERATOR_LOSS_WEIGHTS } from '../losses/gan-objective.js';
import type { GanPreset } from '../networks/gan-presets.js';
import { createRandom, normal, type Random, uniform } from '../random/random.js';
import { type RuntimeTensor, Session, tensor } from '../runtime/session.js';
import {
  declareGan,
  discriminatorStep,
  type GanStepSettings,
  generatorStep,
  superResolutionStep,
} from './gan-steps.js';

/** As small as the networks can be, for speed. */
const preset: GanPreset = {
  generator: {
    upsample: { features: 8, blocks: 1, upscaling: 8 },
    refinement: { features: 8, blocks: 1, wide: 8, block: 2 },
  },
  discriminator: { features: [8, 16, 16, 16, 16], heads: { deviation: 0.01 }, box: true, photo: true },
};
const settings: GanStepSettings = {
  preset,
  pairs: 4,
  candidates: 2,
  generatorLoss: GENERATOR_LOSS_WEIGHTS,
  discriminatorLoss: DISCRIMINATOR_LOSS_WEIGHTS,
  adversarialForm: 'non-saturating',
  optimizer: { beta1: 0.9, beta2: 0.99, epsilon: 1e-8, weightDecay: 0, clipNorm: 10, muon: 0.95 },
  statisticsMomentum: 0.9,
};

/** The state that both networks start from, and a batch of pictures. */
function start(): Record<string, RuntimeTensor> {
  const random = createRandom(1);
  const inputs: Record<string, RuntimeTensor> = {};
  for (const [name, { parameters, statistics }] of Object.entries(declareGan(preset))) {
    const vector = (part: string, data: Float32Array) => {
      inputs[`${name}.${part}`] = tensor(data, [data.length]);
    };
    vector(
      'parameters',
      parameters.initialize(() => normal(random)),
    );
    for (const part of ['moment1', 'moment2', 'average']) vector(part, new Float32Array(parameters.length));
    vector(
      'statistics',
      statistics.initialize(() => 0),
    );
  }
  const faces = Float32Array.of(1, 0, 1, 0, 1, 0);
  const high = pictures(faces, random);
  const low = averaged(high);
  const scalar = (value: number) => tensor(Float32Array.of(value), []);
  return {
    ...inputs,
    low: tensor(low, [6, 3, 16, 16]),
    photo: tensor(enlarge(low, 16, 4, 'bilinear'), [6, 3, 64, 64]),
    high: tensor(high.slice(0, 4 * 3 * 64 ** 2), [4, 3, 64, 64]),
    faces: tensor(faces, [6, 1]),
    // Faces lie left of the middle, and are taller than wide.
    boxes: tensor(Float32Array.from(Array(6).fill([-0.3, 0.1, 0.6, 0.9]).flat()), [6, 4]),
    rate: scalar(3e-3),
    averaging: scalar(0.9),
  };
}

/** Grainy pictures [faces, 3, 64, 64] of stripes of any colour: faces across, non-faces down. */
function pictures(faces: Float32Array, random: Random): Float32Array {
  const planes = Array.from(faces).flatMap((face) =>
    [0, 1, 2].map(() => {
      const [phase, period, strength] = [uniform(random, 0, 6), uniform(random, 2, 4), uniform(random, 0.3, 0.7)];
      return Float32Array.from({ length: 64 ** 2 }, (_, index) => {
        const along = face === 1 ? Math.floor(index / 64) : index % 64;
        return strength * Math.sin(phase + along / period) + 0.1 * normal(random);
      });
    }),
  );
  return Float32Array.from(planes.flatMap((plane) => [...plane]));
}

/** The means of 4 × 4 pixels of planes of 64 × 64. */
function averaged(high: Float32Array): Float32Array {
  const low = new Float32Array(high.length / 16);
  high.forEach((value, index) => {
    const [plane, y, x] = [Math.floor(index / 4096), Math.floor(index / 64) % 64, index % 64];
    low[plane * 256 + (y >> 2) * 16 + (x >> 2)]! += value / 16;
  });
  return low;
}

/** Runs steps, and returns what the first and the last of them said, and the state they led to. */
async function train(step: Record<string, Tensor>, steps: number, changed: Record<string, RuntimeTensor> = {}) {
  const session = await Session.create(compile(step), { threads: 1 });
  let inputs: Record<string, RuntimeTensor> = { ...start(), ...changed };
  const said: Record<string, number>[] = [];
  for (let number = 1; number <= steps; number += 1) {
    inputs.step = tensor(Float32Array.of(number), []);
    const outputs = await session.run(Object.fromEntries(session.inputNames.map((name) => [name, inputs[name]!])));
    const scalars = Object.entries(outputs).filter(([name]) => staticShape(step[name]!.shape).length === 0);
    said.push(Object.fromEntries(scalars.map(([name, { data }]) => [name, data[0] as number])));
    const next = Object.entries(outputs).filter(([name]) => name.startsWith('next.'));
    inputs = { ...inputs, ...Object.fromEntries(next.map(([name, value]) => [name.slice('next.'.length), value])) };
  }
  await session.dispose();
  return { first: said[0]!, last: said.at(-1)!, state: inputs };
}

test('the gradient that reaches the generator through the discriminator is that of differences', async () => {
  // The first moment without memory is the gradient.
  const optimizer = { ...settings.optimizer, beta1: 0, clipNorm: 1e9 };
  const generatorLoss = { pixel: 1, adversarial: 1, classification: 1, box: 1 };
  const step = generatorStep({ ...settings, optimizer, generatorLoss });
  const { first, state } = await train(step, 1);
  const gradient = state['generator.moment1']!.data as Float32Array;
  const norm = first['generator.gradientNorm']!;
  const parameters = start()['generator.parameters']!.data as Float32Array;
  const lossAt = async (distance: number) => {
    const moved = parameters.map((value, index) => value + (distance * gradient[index]!) / norm);
    return (await train(step, 1, { 'generator.parameters': tensor(moved, [moved.length]) })).first.loss!;
  };
  const slope = ((await lossAt(2e-5)) - (await lossAt(-2e-5))) / 4e-5;
  assert.ok(Math.abs(slope / norm - 1) < 0.05, `${slope} where ${norm} was expected`);
});

test('super-resolution: both errors fall', async () => {
  const pairs = { low: tensor((start().low!.data as Float32Array).slice(0, 4 * 3 * 256), [4, 3, 16, 16]) };
  const { first, last } = await train(superResolutionStep(settings), 30, pairs);
  assert.ok(Math.abs(first.loss! - first.upsampledError! - first.refinedError!) < 1e-4);
  assert.ok(last.upsampledError! < 0.5 * first.upsampledError!, JSON.stringify({ first, last }));
  assert.ok(last.refinedError! < 0.5 * first.refinedError!, JSON.stringify({ first, last }));
});

test('the discriminator learns to tell faces and real images, and where faces are; the generator stays', async () => {
  const step = discriminatorStep(settings);
  const { first, last } = await train(step, 30);
  assert.ok(last.loss! < 0.3 * first.loss!, JSON.stringify({ first, last }));
  assert.deepEqual([last.realAccuracy, last.generatedAccuracy], [1, 1]);
  for (const box of ['generatedBox', 'realBox'] as const)
    assert.ok(first[box]! > 0.5 && last[box]! < 0.3, JSON.stringify({ first, last }));
  assert.ok(Object.keys(step).every((name) => !name.startsWith('next.generator')));
});

test('the generator learns to be taken for real and to draw faces that are told, through a frozen discriminator', async () => {
  const { state } = await train(discriminatorStep(settings), 10);
  const step = generatorStep({ ...settings, generatorLoss: { pixel: 0, adversarial: 1, classification: 1, box: 0 } });
  const { first, last } = await train(step, 30, { 'discriminator.parameters': state['discriminator.parameters']! });
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
