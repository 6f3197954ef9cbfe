import assert from 'node:assert/strict';
import { test } from 'node:test';
import { broadcastTo, Graph } from '../graph/index.js';
import { whyNoWebgpu } from '../platform/testing/webgpu.js';
import { chooseBatch, describeBatch } from './batch-size.js';
import { ganSettings, sizedGan } from './gan-settings.js';
import { proposalSettings, sizedProposals } from './proposal-settings.js';
import { buildProposalStep } from './proposal-step.js';
import { ganStepsOf } from './train-gan.js';

const settings = proposalSettings.parse({});
const stepsOf = (factor: number) => [buildProposalStep(sizedProposals(settings, factor))];

test('a batch grows with the memory that is free, and is the same for the same', async () => {
  const gigabytes = [0.5, 1, 2, 16];
  const factors: number[] = [];
  for (const free of gigabytes) factors.push((await chooseBatch(stepsOf, {}, free * 1e9)).factor);
  assert.deepEqual(
    factors,
    [...factors].sort((a, b) => a - b),
  );
  assert.ok(factors[0]! < 1 && factors.at(-1) === 8, String(factors));
  assert.equal((await chooseBatch(stepsOf, {}, 1e9)).factor, factors[1]);
});

test('what it says is what it takes; where nothing fits, what to do', async () => {
  const choice = await chooseBatch(stepsOf, {}, 1e9);
  assert.ok(choice.takes <= 0.5e9);
  assert.match(describeBatch(choice), /^a step takes about 0\.\d GB of the 1\.0 GB that are free$/);
  await assert.rejects(chooseBatch(stepsOf, {}, 1e6), /^InputError: batch size: not even an eighth .*\.$/);
});

test('regions of the second stage keep their shares, in pairs', () => {
  const gan = ganSettings.gan.parse({});
  assert.deepEqual(sizedGan(gan, 1), gan);
  const half = sizedGan(gan, 1 / 8);
  assert.deepEqual([half.pairs, half.candidates, half.larger], [2, 4, 2]);
  assert.equal(sizedGan(ganSettings.classifier.parse({}), 2).pairs, 0);
  assert.equal(ganStepsOf('gan', half).length, 2);
});

const skip = await whyNoWebgpu();

test('on a GPU the largest batch that runs is chosen', { skip }, async () => {
  const architecture = {
    channels: [4, 4, 4, 4],
    blocks: [0, 0, 0, 0],
    branchChannels: 4,
    branchConvolutions: [1, 1, 1, 1],
  };
  const small = proposalSettings.parse({ cropSize: 32, batchSize: 8, architecture });
  const factors: number[] = [];
  const choice = await chooseBatch(
    (factor) => {
      factors.push(factor);
      // 4 GB, which no buffer of a shader holds.
      if (factor > 1 / 8) return [{ large: broadcastTo(new Graph().input('x', [1]), [2 ** 30]) }];
      return [buildProposalStep(sizedProposals(small, factor))];
    },
    { device: 'webgpu', threads: 1 },
    Number.POSITIVE_INFINITY,
  );
  assert.equal(choice.factor, 1 / 8);
  assert.deepEqual(factors, [1 / 8, 1 / 4]);
});
