import assert from 'node:assert/strict';
import { test } from 'node:test';
import { int8ProposalGraph, int8ProposalModel } from '../networks/int8-proposal-model.js';
import { Int8Proposer } from './int8-proposer.js';
import { KernelProposer } from './kernel-proposer.js';
import { readProposalFile } from './load-proposer.js';
import { exactKernelBits } from './probe-kernel-bits.js';

const bits = await exactKernelBits();
const skip = bits === undefined ? 'this machine gets sums of 8-bit products wrong' : false;

test('the shipped network gives ONNX Runtime’s bytes by farface’s own kernels, whatever the size', {
  skip,
}, async () => {
  const { weights, ranges } = await readProposalFile();
  const { outputs, codes } = int8ProposalGraph(weights, ranges!, bits!);
  const own = await KernelProposer.load(outputs, codes, async () => undefined);
  const runtime = await Int8Proposer.load(int8ProposalModel(weights, ranges!, bits!).model, codes);
  for (const [width, height] of [
    [320, 256],
    [32, 32],
    [96, 416],
  ] as const) {
    const pixels = Uint8Array.from({ length: 3 * width * height }, (_, i) => (Math.imul(i, 2654435761) >>> 13) & 255);
    const expected = await runtime.propose(pixels, width, height);
    const found = await own.propose(pixels, width, height);
    assert.deepEqual(found, expected);
  }
  await runtime.dispose();
  await own.dispose();
  await assert.rejects(own.propose(new Uint8Array(32 * 32 * 3), 32, 32), /disposed/);
});
