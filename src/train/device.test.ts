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

/** As small as the network can be, for speed. */
const architecture = {
  ...{ channels: [8, 8, 16, 16], blocks: [1, 0, 0, 0], branchChannels: 8 },
  branchConvolutions: [1, 1, 1, 1],
};

/** A run of parts, each a number of steps on a device. Returns losses and weights. */
async function run(name: string, parts: readonly (readonly [Device, number])[], picture: AnnotatedPhoto) {
  const losses: number[] = [];
  let weights = new Map<string, { readonly data: Float32Array }>();
  let steps = 0;
  for (const [index, [device, more]] of parts.entries()) {
    steps += more;
    // The rate depends on how long the run is, but not in its first part.
    const settings = { architecture, batchSize: 1, cropSize: 32, steps, decayShare: 0 };
    const result = await trainProposals({
      photos: [picture],
      folder: join(root, name),
      settings: proposalSettings.parse(settings),
      ...{ resume: index > 0, threads: 1, device },
      rhythm: { checkpoint: 100, metrics: 1, evaluate: 1000 },
      onStep: ({ loss }) => losses.push(loss),
    });
    weights = new Map(result.weights);
  }
  return { losses, weights };
}

test('ten steps on WebGPU, and a run that goes from the CPU to it and back, are those of the CPU', {
  skip,
}, async () => {
  const picture = await photo();
  const cpu = await run('cpu', [['cpu', 10]], picture);
  assert.equal(cpu.losses.length, 10);
  const others = {
    gpu: [['webgpu', 10]],
    mixed: [
      ['cpu', 3],
      ['webgpu', 4],
      ['cpu', 3],
    ],
  } as const;
  for (const [name, parts] of Object.entries(others)) {
    const { losses, weights } = await run(name, parts, picture);
    for (const [index, loss] of cpu.losses.entries()) {
      assert.ok(Math.abs(loss - losses[index]!) < 1e-3, `${name}, step ${index + 1}: ${loss} and ${losses[index]}`);
    }
    let most = 0;
    for (const [tensor, { data }] of cpu.weights) {
      const other = weights.get(tensor)!.data;
      for (const [index, value] of data.entries()) most = Math.max(most, Math.abs(value - other[index]!));
    }
    assert.ok(most < 1e-3 && most > 0, `${name}: weights differ by ${most}`);
  }
});
