import assert from 'node:assert/strict';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import sharp from 'sharp';
import type { AnnotatedPhoto } from '../datasets/annotations.js';
import type { Device } from '../platform/port.js';
import { whyNoWebgpu } from '../platform/testing/webgpu.js';
import { proposalSettings } from './proposal-settings.js';
import { trainProposals } from './train-proposals.js';

const skip = await whyNoWebgpu();
const root = await mkdtemp(join(tmpdir(), 'farface-device-'));
after(() => rm(root, { recursive: true }));

async function photo(): Promise<AnnotatedPhoto> {
  const path = join(root, 'photo.png');
  await sharp({ create: { width: 96, height: 96, channels: 3, background: '#405060', noise: gaussian } })
    .png()
    .toFile(path);
  const attributes = { invalid: false, blur: 0, expression: 0, illumination: 0, occlusion: 0, pose: 0 } as const;
  return {
    ...{ event: 'test', name: 'photo', path },
    faces: [{ box: { x: 30, y: 40, width: 16, height: 16 }, ...attributes }],
  };
}
const gaussian = { type: 'gaussian', mean: 128, sigma: 30 } as const;

/** A run whose step n goes on on the nth device. Returns losses and weights. */
async function run(name: string, devices: readonly Device[], picture: AnnotatedPhoto) {
  const losses: number[] = [];
  let weights = new Map<string, { readonly data: Float32Array }>();
  for (const [index, device] of devices.entries()) {
    const settings = { batchSize: 1, cropSize: 32, steps: index + 1, warmupSteps: 1, optimizer: { muon: 0 } };
    const result = await trainProposals({
      photos: [picture],
      folder: join(root, name),
      settings: proposalSettings.parse(settings),
      ...{ resume: index > 0, threads: 1, device },
      rhythm: { checkpoint: 1, metrics: 1, evaluate: 1000 },
      onStep: ({ loss }) => losses.push(loss),
    });
    weights = new Map(result.weights);
  }
  return { losses, weights };
}

test('a run goes on on a GPU where the CPU left it, and the other way round', { skip }, async () => {
  const picture = await photo();
  const cpu = await run('cpu', ['cpu', 'cpu', 'cpu', 'cpu'], picture);
  const mixed = await run('mixed', ['cpu', 'webgpu', 'webgpu', 'cpu'], picture);
  for (const [index, loss] of cpu.losses.entries()) {
    assert.ok(Math.abs(loss - mixed.losses[index]!) < 1e-3, `step ${index + 1}: ${loss} and ${mixed.losses[index]}`);
  }
  let most = 0;
  for (const [name, { data }] of cpu.weights) {
    const other = mixed.weights.get(name)!.data;
    for (const [index, value] of data.entries()) most = Math.max(most, Math.abs(value - other[index]!));
  }
  assert.ok(most < 1e-3 && most > 0, `weights differ by ${most}`);
});
