import assert from 'node:assert/strict';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { requireHalf } from '../detect/require-half.js';
import { compile, halfPrecision } from '../graph/index.js';
import { whyNoWebgpu } from '../platform/testing/webgpu.js';
import { type RuntimeTensor, Session, tensor } from '../runtime/session.js';
import { saveCheckpoint } from './checkpoint.js';
import { classifierStep, declareGan, discriminatorStep, generatorStep, superResolutionStep } from './gan-steps.js';
import { proposalSettings } from './proposal-settings.js';
import { buildProposalStep } from './proposal-step.js';
import { openStep, scaleOf, takeOver } from './step-session.js';
import { pairsAlone, preset, settings, start, train } from './testing/gan-training.js';
import { TrainingState } from './training-state.js';

const folder = await mkdtemp(join(tmpdir(), 'farface-half-'));
after(() => rm(folder, { recursive: true }));

const scalar = (value: number) => tensor(Float32Array.of(value), []);
const HALF = { precision: 'float16' } as const;

for (const [name, step, network, least] of [
  ['super-resolution', superResolutionStep, 'generator', 0.99],
  // Through sixteen layers of few channels roundings let some ReLUs and maxima choose otherwise.
  ['classifier', classifierStep, 'discriminator', 0.9],
  ['discriminator', discriminatorStep, 'discriminator', 0.9],
  ['generator', generatorStep, 'generator', 0.99],
] as const) {
  test(`${name}: gradients in half precision point where those of float32 do`, async () => {
    // The first moment without memory is the gradient.
    const optimizer = { ...settings.optimizer, beta1: 0, clipNorm: 1e9 };
    const changed = step === superResolutionStep ? pairsAlone() : {};
    const gradient = async (scalesLoss: boolean) => {
      const run = scalesLoss ? { changed: { ...changed, lossScale: scalar(1024) }, ...HALF } : { changed };
      const { state } = await train([step({ ...settings, optimizer, scalesLoss })], 1, run);
      return state[`${network}.moment1`]!.data as Float32Array;
    };
    const [float, half] = [await gradient(false), await gradient(true)];
    const dot = (a: Float32Array, b: Float32Array) => a.reduce((sum, value, index) => sum + value * b[index]!, 0);
    const cosine = dot(float, half) / Math.sqrt(dot(float, float) * dot(half, half));
    const ratio = Math.sqrt(dot(half, half) / dot(float, float));
    assert.ok(cosine > least && cosine < 1 - 1e-9, `cosine ${cosine}`);
    assert.ok(Math.abs(ratio - 1) < 2 * (1 - least), `ratio ${ratio}`);
  });
}

test('steps as a GPU gets them in half precision are valid, to the type of every tensor', async () => {
  const of = { ...settings, scalesLoss: true };
  const proposals = buildProposalStep({ ...proposalSettings.parse({ batchSize: 1, cropSize: 32 }), scalesLoss: true });
  for (const step of [
    superResolutionStep(of),
    classifierStep(of),
    discriminatorStep(of),
    generatorStep(of),
    proposals,
  ]) {
    const model = compile(halfPrecision(step, 'webgpu'), 'webgpu');
    const session = await Session.create(model, { threads: 1 });
    assert.ok(session.inputNames.includes('lossScale'));
    await session.dispose();
  }
});

test('a run in half precision learns as one in float32 does', async () => {
  const curve = async (scalesLoss: boolean) => {
    const changed = { rate: scalar(3e-4), ...(scalesLoss && { lossScale: scalar(1024) }) };
    const run = scalesLoss ? { changed, ...HALF } : { changed };
    return (await train([classifierStep({ ...settings, scalesLoss })], 40, run)).said.map(({ loss }) => loss!);
  };
  const [float, half] = [await curve(false), await curve(true)];
  assert.ok(float.at(-1)! < 0.5 * float[0]!, `${float[0]} to ${float.at(-1)}`);
  for (const [step, loss] of float.entries())
    assert.ok(Math.abs(half[step]! - loss) < 0.05 * float[0]!, `step ${step + 1}: ${half[step]} beside ${loss}`);
});

test('a step that overflows does not count and halves the scale; the checkpoint keeps the scale', async () => {
  const { discriminator } = declareGan(preset);
  const path = join(folder, 'checkpoint.safetensors');
  const fresh = TrainingState.initialize({ discriminator }, 1);
  const lossScales = { discriminator: { value: 2 ** 100, goodSteps: 7 } };
  await saveCheckpoint(path, { step: 0, hours: 0, settings: {}, state: fresh.vectors, lossScales });
  const state = await TrainingState.load({ discriminator }, path);
  assert.deepEqual(state.lossScales, lossScales);

  const session = await openStep(classifierStep({ ...settings, scalesLoss: true }), { threads: 1, ...HALF });
  const step = async () => {
    const inputs: Record<string, RuntimeTensor> = {
      ...start(),
      ...state.tensors,
      ...scaleOf(state, 'discriminator', HALF),
      step: scalar(1),
    };
    const outputs = await session.run(Object.fromEntries(session.inputNames.map((name) => [name, inputs[name]!])));
    return takeOver(state, 'discriminator', outputs, HALF);
  };
  const before = state.vectors.get('discriminator.parameters')!.slice();
  assert.deepEqual(await step(), { 'discriminator.lossScale': 2 ** 99, skipped: 1 });
  assert.deepEqual(state.vectors.get('discriminator.parameters'), before);
  assert.deepEqual(state.lossScales, { discriminator: { value: 2 ** 99, goodSteps: 0 } });
  // It finds by itself what does not overflow, and goes on.
  let skips = 0;
  while ((await step()).skipped === 1) skips += 1;
  assert.ok(skips > 60 && skips < 99, `${skips} skipped`);
  const moved = state.vectors.get('discriminator.parameters')!;
  assert.ok(moved.every(Number.isFinite) && moved.some((value, index) => value !== before[index]));
  await session.dispose();
});

test('half precision on a CPU is refused, with what to do', async () => {
  const message = 'precision: float16 is for graphics processors, and device is cpu. Choose float32.';
  await assert.rejects(requireHalf(), { name: 'InputError', message });
});

const skip = await whyNoWebgpu();

test('a GPU without half precision says so', { skip }, async (context) => {
  try {
    await requireHalf('webgpu');
    context.skip('this GPU has half precision');
  } catch (error) {
    assert.match(
      String(error),
      /^InputError: precision: the webgpu device here does not compute in 16 bits \(.+\)\. Choose float32\.$/,
    );
  }
});
