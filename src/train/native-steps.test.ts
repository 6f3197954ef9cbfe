import assert from 'node:assert/strict';
import { test } from 'node:test';
import { compile } from '../graph/index.js';
import { sampling } from '../image/window.js';
import { DISCRIMINATOR_LOSS_WEIGHTS } from '../losses/gan-objective.js';
import type { GanPreset } from '../networks/gan-presets.js';
import { createRandom, normal, uniform } from '../random/random.js';
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
    upsample: { features: 4, blocks: 1, upscaling: 4 },
    refinement: { features: 4, blocks: 1, wide: 4, block: 4 },
    residual: true,
    native: true,
  },
  discriminator: { features: [4, 8, 8, 8, 8], heads: { deviation: 0.05 }, box: true, photo: true },
};
const settings: GanStepSettings = {
  preset,
  pairs: 2,
  candidates: 2,
  larger: 2,
  generatorLoss: { pixel: 1, adversarial: 1, classification: 1, box: 1 },
  discriminatorLoss: DISCRIMINATOR_LOSS_WEIGHTS,
  adversarialForm: 'non-saturating',
  // The first moment without memory is the gradient.
  optimizer: { beta1: 0, beta2: 0.99, epsilon: 1e-8, weightDecay: 0, clipNorm: 1e9, muon: 0.95 },
  statisticsMomentum: 0.9,
};

/** Every parameter starts random, so that what starts as nothing has a gradient to pass on. */
function inputs(): Record<string, RuntimeTensor> {
  const random = createRandom(2);
  const state = Object.entries(declareGan(preset)).flatMap(([name, { parameters, statistics }]) => {
    const start = parameters.initialize(() => normal(random)).map((value) => value + 0.05 * normal(random));
    const vectors = {
      parameters: start,
      ...Object.fromEntries(['moment1', 'moment2', 'average'].map((part) => [part, new Float32Array(start.length)])),
      statistics: statistics.initialize(() => 0),
    };
    return Object.entries(vectors).map(([part, data]) => [`${name}.${part}`, tensor(data, [data.length])] as const);
  });
  const noise = (...shape: number[]) =>
    tensor(
      Float32Array.from({ length: shape.reduce((a, b) => a * b) }, () => uniform(random, -1, 1)),
      shape,
    );
  const places = [7, 16, 23, 31.5].map((side) => {
    const start = 4 * (16 - side / 2);
    return sampling({ x: start, y: start + 1.3, width: 4 * side, height: 4 * side }, 128, 64);
  });
  const matrices = (name: 'rows' | 'columns') =>
    tensor(Float32Array.from(places.flatMap((place) => [...place[name]])), [4, 64, 128]);
  const scalar = (value: number) => tensor(Float32Array.of(value), []);
  return {
    ...Object.fromEntries(state),
    low: noise(4, 3, 32, 32),
    high: noise(2, 3, 128, 128),
    rows: matrices('rows'),
    columns: matrices('columns'),
    enlarged: noise(2, 3, 64, 64),
    photo: noise(6, 3, 64, 64),
    faces: tensor(Float32Array.of(1, 0, 1, 0, 1, 0), [6, 1]),
    boxes: tensor(Float32Array.from(Array(6).fill([-0.3, 0.1, 0.6, 0.9]).flat()), [6, 4]),
    rate: scalar(1e-3),
    averaging: scalar(0.9),
    step: scalar(1),
  };
}

/** Takes the gradient of a step's loss to a network's parameters, and compares its slope with a difference. */
async function checkGradient(step: ReturnType<typeof generatorStep>, network: string): Promise<void> {
  const session = await Session.create(compile(step), { threads: 1 });
  const given = inputs();
  const run = (changed: Record<string, RuntimeTensor> = {}) =>
    session.run(Object.fromEntries(session.inputNames.map((name) => [name, { ...given, ...changed }[name]!])));
  const outputs = await run();
  const gradient = outputs[`next.${network}.moment1`]!.data as Float32Array;
  const norm = outputs[`${network}.gradientNorm`]!.data[0] as number;
  const parameters = given[`${network}.parameters`]!.data as Float32Array;
  const lossAt = async (distance: number) => {
    const moved = parameters.map((value, i) => value + (distance * gradient[i]!) / norm);
    const { loss } = await run({ [`${network}.parameters`]: tensor(moved, [moved.length]) });
    return loss!.data[0] as number;
  };
  const distance = 1e-4;
  const slope = ((await lossAt(distance)) - (await lossAt(-distance))) / (2 * distance);
  await session.dispose();
  assert.ok(norm > 0 && Math.abs(slope / norm - 1) < 0.05, `${slope} where ${norm} was expected`);
}

test('the gradient reaches a generator of native pixels through the region that the discriminator sees', async () => {
  const loss = { ...settings.generatorLoss, pixel: 0 };
  await checkGradient(generatorStep({ ...settings, generatorLoss: loss }), 'generator');
  await checkGradient(generatorStep(settings), 'generator');
});

test('the discriminator learns from drawings and, of larger regions, from what stands in for them', async () => {
  await checkGradient(discriminatorStep(settings), 'discriminator');
  const names = discriminatorStep(settings);
  assert.ok('generatedClassification' in names && 'realBox' in names);
});

test('super-resolution draws whole windows', async () => {
  const step = superResolutionStep({ ...settings, pairs: 4 });
  const session = await Session.create(compile(step), { threads: 1 });
  assert.deepEqual(session.inputNames.filter((name) => ['low', 'high', 'rows', 'enlarged'].includes(name)).sort(), [
    'high',
    'low',
  ]);
  await session.dispose();
});
