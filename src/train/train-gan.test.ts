import assert from 'node:assert/strict';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { Drawings } from '../datasets/drawings.js';
import type { RegionSample } from '../datasets/region-sample.js';
import { isTiny } from '../datasets/window-batches.js';
import { createRandom, uniform } from '../random/random.js';
import { encodeSafetensors } from '../weights/safetensors.js';
import { loadCheckpoint } from './checkpoint.js';
import { type GanSettings, type GanStage, ganSettings, presetOf } from './gan-settings.js';
import { openGenerator } from './open-generator.js';
import { trainGan } from './train-gan.js';

let folder: string;
before(async () => {
  folder = await mkdtemp(join(tmpdir(), 'farface-'));
});
after(() => rm(folder, { recursive: true }));

/** Stripes: across for faces, down for non-faces; large enough for pairs, or small. */
function samples(): RegionSample[] {
  const random = createRandom(1);
  return Array.from({ length: 16 }, (_, i) => {
    const face = i % 2 === 0;
    const side = i < 8 ? 96 : 30;
    const [period, phase] = [uniform(random, side / 12, side / 8), uniform(random, 0, 6)];
    const data = Uint8Array.from({ length: 3 * side ** 2 }, (_, pixel) => {
      const [x, y] = [Math.floor(pixel / 3) % side, Math.floor(pixel / 3 / side)];
      return 128 + 80 * Math.sin(phase + (face ? y : x) / period);
    });
    const third = side / 3;
    const box = { x: third, y: third, width: third, height: third };
    return {
      image: { width: side, height: side, data },
      box,
      extent: face ? box : undefined,
      score: 0.5,
      height: third,
    };
  });
}

/** The same samples each time: drawings are of these. */
const NATIVE = samples();
const nativeSamples = () => NATIVE;

const SMALL = { pairs: 2, candidates: 2, steps: 4, warmupSteps: 1, averaging: 0.5 };

function train(
  stage: GanStage,
  run: string,
  settings: Partial<GanSettings> = {},
  options: { resume?: boolean; stopAfter?: number; startFrom?: string[]; drawings?: Drawings } = {},
) {
  const stop = new AbortController();
  return trainGan({
    stage,
    samples: settings.preset === 'native' ? nativeSamples() : samples(),
    drawings: options.drawings,
    folder: join(folder, run),
    settings: ganSettings[stage].parse({ ...SMALL, ...settings }),
    resume: options.resume ?? false,
    startFrom: (options.startFrom ?? []).map((from) => join(folder, from)),
    threads: 1,
    signal: stop.signal,
    rhythm: { checkpoint: 2, metrics: 1, evaluate: 1000 },
    onStep: ({ step }) => {
      if (step === options.stopAfter) stop.abort();
    },
  });
}

async function metricsOf(run: string): Promise<Record<string, number>[]> {
  const text = await readFile(join(folder, run, 'metrics.jsonl'), 'utf8');
  return text
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as Record<string, number>);
}

test('the stages follow each other, and the last goes on bit for bit where it was stopped', async () => {
  const generator = await train('super-resolution', 'upscaler', { candidates: 0 });
  const discriminator = await train('classifier', 'classifier', { pairs: 0 });
  assert.ok([...generator.weights.keys()].every((name) => name.startsWith('generator.')));
  assert.ok([...discriminator.weights.keys()].every((name) => name.startsWith('discriminator.')));

  const startFrom = ['upscaler', 'classifier'];
  const whole = await train('gan', 'whole', {}, { startFrom });
  await train('gan', 'parts', {}, { startFrom, stopAfter: 3 });
  const resumed = await train('gan', 'parts', {}, { resume: true });
  assert.equal(resumed.step, 4);
  assert.deepEqual([...resumed.weights], [...whole.weights]);
  assert.equal(whole.weights.size, generator.weights.size + discriminator.weights.size);

  // A file of weights does as well as a run.
  const tensors = new Map([...generator.weights, ...discriminator.weights]);
  await writeFile(join(folder, 'both.safetensors'), encodeSafetensors(tensors));
  const again = await train('gan', 'again', {}, { startFrom: ['both.safetensors'] });
  assert.deepEqual([...again.weights], [...whole.weights]);
  await assert.rejects(
    train('gan', 'none', {}, { startFrom: ['nothing'] }),
    /nothing: expected the folder of a run, or a file of weights/,
  );

  // With no rate nothing but the statistics moves away from the start.
  const still = await train('gan', 'still', { learningRate: 1e-12 }, { startFrom });
  const name = 'generator.upsample.conv1.weight';
  const [kept, from] = [still.weights.get(name)!.data, generator.weights.get(name)!.data];
  assert.ok(kept.every((value, i) => Math.abs(value - from[i]!) < 1e-6));
});

test('says what happens to both networks', async () => {
  const [first] = await metricsOf('whole');
  for (const number of [
    'loss',
    'discriminator.loss',
    'discriminator.realAccuracy',
    'discriminator.generatedAccuracy',
    'discriminator.gradientNorm',
    'generator.pixel',
    'generator.adversarial',
    'generator.classification',
    'generator.gradientNorm',
  ]) {
    assert.ok(Number.isFinite(first?.[number]), `${number} in ${JSON.stringify(first)}`);
  }
});

test('a discriminator of several steps for each of the generator', async () => {
  const generatorSteps = async (run: string, discriminatorSteps: number) => {
    await train('gan', run, { discriminatorSteps });
    return (await metricsOf(run)).filter((line) => 'generator.loss' in line).map(({ step }) => step);
  };
  assert.deepEqual(await generatorSteps('one', 1), [1, 2, 3, 4]);
  assert.deepEqual(await generatorSteps('two', 2), [2, 4]);
});

test("the generator's first update is Adam's first, whichever step of the discriminator it comes after", async () => {
  const generator = async (run: string, discriminatorSteps: number) => {
    await train('gan', run, { discriminatorSteps, steps: 2 });
    return (await loadCheckpoint(join(folder, run, 'checkpoint.safetensors'))).state.get('generator.parameters')!;
  };
  const [start, updated] = [await generator('start', 3), await generator('first', 2)];
  const { rate } = (await metricsOf('first')).at(-1)!;
  // g / (√g² + ε): a whole rate in either direction.
  const furthest = updated.reduce((most, value, i) => Math.max(most, Math.abs(value - start[i]!)), 0);
  assert.ok(Math.abs(furthest / rate! - 1) < 0.02, `${furthest} at a rate of ${rate}`);
});

test('a classifier learns stripes', async () => {
  await train('classifier', 'learns', { pairs: 0, candidates: 8, steps: 30, learningRate: 3e-3 });
  const metrics = await metricsOf('learns');
  assert.ok(metrics.at(-1)!.loss! < 0.3 * metrics[0]!.loss!, JSON.stringify([metrics[0], metrics.at(-1)]));
  assert.equal(metrics.at(-1)!.accuracy, 1);
});

test('a generator without refinement starts from one with it, and not the other way round', async () => {
  const { weights } = await train('super-resolution', 'plain', { refinement: false, candidates: 0, steps: 1 });
  assert.ok([...weights.keys()].every((name) => !name.includes('refinement')));
  const still = { refinement: false, candidates: 0, steps: 1, learningRate: 1e-12 };
  const started = await train('super-resolution', 'started', still, { startFrom: ['upscaler'] });
  const full = await train('super-resolution', 'upscaler', { candidates: 0 }, { resume: true });
  const name = 'generator.upsample.block1.conv1.weight';
  const [kept, from] = [started.weights.get(name)!.data, full.weights.get(name)!.data];
  assert.ok(kept.every((value, i) => Math.abs(value - from[i]!) < 1e-6));
  await assert.rejects(
    train('super-resolution', 'mixed', { candidates: 0, steps: 1 }, { startFrom: ['plain'] }),
    /plain.*generator cannot be started from.*refinement/,
  );
});

test('what serves training alone begins anew where a run starts from one without it, and is left behind', async () => {
  const loss = { ...ganSettings.classifier.parse({}).discriminatorLoss, drawing: 1 };
  const still = { steps: 1, learningRate: 1e-12 };
  const drawing = await train(
    'classifier',
    'draws',
    { ...still, discriminatorLoss: loss },
    { startFrom: ['classifier'] },
  );
  assert.ok([...drawing.weights.keys()].some((name) => name.startsWith('discriminator.auxiliary.')));
  const both = await train('gan', 'without', still, { startFrom: ['upscaler', 'draws'] });
  assert.ok([...both.weights.keys()].every((name) => !name.startsWith('discriminator.auxiliary.')));
  const name = 'discriminator.group2.conv1.weight';
  const [kept, from] = [both.weights.get(name)!.data, drawing.weights.get(name)!.data];
  assert.ok(kept.every((value, i) => Math.abs(value - from[i]!) < 1e-6));
  assert.throws(() => presetOf(ganSettings.gan.parse({ preset: 'paper', towers: true })), /sees no photo/);
});

test('the published generator trains, too', async () => {
  const run = await train('super-resolution', 'paper', {
    preset: 'paper',
    candidates: 0,
    steps: 1,
    learningRate: 1e-4,
  });
  const [line] = await metricsOf('paper');
  assert.ok(Object.values(line!).every(Number.isFinite), JSON.stringify(line));
  assert.ok(line!['generator.gradientNorm']! > 0);
  for (const [name, { data }] of run.weights) assert.ok(data.every(Number.isFinite), name);
});

test('the stages of a generator of native pixels follow each other; its discriminator learns from cached drawings', async () => {
  const preset = 'native';
  const generator = await train('super-resolution', 'native-generator', { preset, candidates: 0, larger: 0, steps: 2 });
  const tiny = nativeSamples().filter((sample) => isTiny(sample, { context: 2 }));
  const { draw, dispose } = await openGenerator(
    generator.weights,
    presetOf(ganSettings.gan.parse({ preset })).generator,
  );
  const drawings = await Drawings.load(join(folder, 'native.drawings'), 'one', tiny, { draw });
  await dispose();
  const small = { preset, pairs: 0, candidates: 2, larger: 2, steps: 2 } as const;
  const plain = await train('classifier', 'native-plain', small);
  const drawn = await train('classifier', 'native-drawn', small, { drawings });
  drawings.close();
  assert.notDeepEqual([...plain.weights], [...drawn.weights]);
  const both = { preset, larger: 2, steps: 2 } as const;
  const startFrom = ['native-generator', 'native-drawn'];
  const whole = await train('gan', 'native-whole', both, { startFrom });
  await train('gan', 'native-parts', both, { startFrom, stopAfter: 1 });
  const resumed = await train('gan', 'native-parts', both, { resume: true });
  assert.deepEqual([...resumed.weights], [...whole.weights]);
});
