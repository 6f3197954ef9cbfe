import assert from 'node:assert/strict';
import { appendFile, mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import sharp from 'sharp';
import type { AnnotatedPhoto } from '../datasets/annotations.js';
import { proposalSettings } from './proposal-settings.js';
import { trainProposals } from './train-proposals.js';

let folder: string;
let photos: AnnotatedPhoto[];

const SETTINGS = {
  batchSize: 2,
  cropSize: 64,
  steps: 6,
  warmupSteps: 1,
  crops: { faceSizes: [12, 24], wideChance: 0, colourChance: 0, jpegChance: 0, backgroundChance: 0 },
};

before(async () => {
  folder = await mkdtemp(join(tmpdir(), 'farface-'));
  photos = await Promise.all([10, 40, 70].map((x) => brightSquare(`photo${x}`, x)));
});
after(() => rm(folder, { recursive: true }));

/** A grey photo with one bright square that stands for a face. */
async function brightSquare(name: string, x: number): Promise<AnnotatedPhoto> {
  const path = join(folder, `${name}.png`);
  const square = await sharp({ create: { width: 16, height: 16, channels: 3, background: '#f0d0b0' } })
    .png()
    .toBuffer();
  await sharp({ create: { width: 128, height: 96, channels: 3, background: '#405060' } })
    .composite([{ input: square, left: x, top: 40 }])
    .png()
    .toFile(path);
  const attributes = { invalid: false, blur: 0, expression: 0, illumination: 0, occlusion: 0, pose: 0 } as const;
  return { event: 'test', name, path, faces: [{ box: { x, y: 40, width: 16, height: 16 }, ...attributes }] };
}

function train(run: string, settings: object, options: { resume?: boolean; stopAfter?: number } = {}) {
  const stop = new AbortController();
  return trainProposals({
    photos,
    folder: join(folder, run),
    settings: proposalSettings.parse({ ...SETTINGS, ...settings }),
    resume: options.resume ?? false,
    threads: 1,
    signal: stop.signal,
    rhythm: { checkpoint: 2, metrics: 1, evaluate: 1000 },
    onStep: ({ step }) => {
      if (step === options.stopAfter) stop.abort();
    },
  });
}

test('a run that was stopped and resumed is bit for bit the run that was not', async () => {
  const whole = await train('whole', {});
  const first = await train('parts', {}, { stopAfter: 3 });
  assert.equal(first.step, 3);
  // What a killed run leaves: a line after the checkpoint, and half a line.
  await appendFile(join(folder, 'parts', 'metrics.jsonl'), '{"step":4,"loss":1}\n{"step":5,"lo');
  const resumed = await train('parts', {}, { resume: true });
  assert.equal(resumed.step, 6);
  assert.deepEqual([...resumed.weights], [...whole.weights]);
  const steps = (await readFile(join(folder, 'parts', 'metrics.jsonl'), 'utf8'))
    .trim()
    .split('\n')
    .map((line) => (JSON.parse(line) as { step: number }).step);
  assert.deepEqual(steps, [1, 2, 3, 4, 5, 6]);
});

test('the network learns to find a bright square', async () => {
  await train('learns', { steps: 60, warmupSteps: 10 });
  const losses = (await readFile(join(folder, 'learns', 'metrics.jsonl'), 'utf8'))
    .trim()
    .split('\n')
    .map((line) => (JSON.parse(line) as { loss: number }).loss);
  const mean = (values: number[]) => values.reduce((a, b) => a + b) / values.length;
  assert.ok(mean(losses.slice(-5)) < 0.4 * mean(losses.slice(0, 5)), `${losses}`);
});

test('a checkpoint of something else is refused by name', async () => {
  await assert.rejects(train('nothing', {}, { resume: true }), /checkpoint\.safetensors/);
});
