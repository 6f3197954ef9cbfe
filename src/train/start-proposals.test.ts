import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { test } from 'node:test';
import type { Weights } from '../networks/parameters.js';
import { DEFAULT_ARCHITECTURE, type ProposalArchitecture } from '../networks/proposal-architecture.js';
import { proposalModel } from '../networks/proposal-model.js';
import { createRandom, uniform } from '../random/random.js';
import { Session, tensor } from '../runtime/session.js';
import { decodeSafetensors } from '../weights/safetensors.js';
import { declareProposals } from './proposal-step.js';
import { startProposals } from './start-proposals.js';
import { TrainingState } from './training-state.js';

const shipped = new URL('../../weights/proposals.safetensors', import.meta.url);
const { tensors: trained } = decodeSafetensors(await readFile(shipped), 'proposals.safetensors');

const LARGER = {
  channels: [32, 80, 96, 144],
  blocks: [1, 3, 1, 2],
  branchChannels: 48,
  branchConvolutions: [2, 2, 2, 2],
} satisfies ProposalArchitecture;

function begin(architecture: ProposalArchitecture) {
  const state = TrainingState.initialize({ '': declareProposals(architecture) }, 1);
  startProposals(trained, architecture, state);
  return state.weights;
}

const random = createRandom(3);
const pixels = new Uint8Array(64 * 96 * 3).map(() => uniform(random, 0, 256));

async function outputs(weights: Weights) {
  const session = await Session.create(proposalModel(weights), { threads: 1 });
  const result = await session.run({ image: tensor(pixels, [1, 64, 96, 3]) });
  await session.dispose();
  return new Map(Object.entries(result).map(([name, { data }]) => [name, data as Float32Array]));
}

test('a network that is larger everywhere says at first what the one that it begins as says', async () => {
  const [before, after] = [await outputs(trained), await outputs(begin(LARGER))];
  for (const [name, values] of before) {
    const difference = Math.max(...values.map((value, index) => Math.abs(value - after.get(name)![index]!)));
    assert.ok(difference < 1e-4, `${name}: ${difference}`);
  }
});

test('of the same size it is the same, of a smaller one it keeps the channels that weigh most', () => {
  const same = begin(DEFAULT_ARCHITECTURE);
  for (const [name, { data }] of trained) assert.deepEqual(same.get(name)!.data, data, name);
  const smaller = begin({ ...DEFAULT_ARCHITECTURE, branchChannels: 32, branchConvolutions: [1, 2, 2, 2] });
  // Each kept row of a lateral is a row of the trained one.
  const kernel = smaller.get('lateral32.weight')!;
  const rows = new Set(
    Array.from({ length: 40 }, (_, row) =>
      trained
        .get('lateral32.weight')!
        .data.subarray(row * 128, row * 128 + 128)
        .join(),
    ),
  );
  assert.deepEqual(kernel.shape, [32, 128, 1, 1]);
  for (let row = 0; row < 32; row += 1) assert.ok(rows.has(kernel.data.subarray(row * 128, row * 128 + 128).join()));
  // What read the second convolution of the finest branch has another input now.
  assert.ok(!smaller.has('branch4.conv2.weight'));
  assert.ok(Math.abs(smaller.get('branch4.score.bias')!.data[0]! + 4.595) < 0.01);
});
