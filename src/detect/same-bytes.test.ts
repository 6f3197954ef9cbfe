import assert from 'node:assert/strict';
import { test } from 'node:test';
import { InferenceSession as Native } from 'onnxruntime-node';
import { env, InferenceSession as WebAssembly } from 'onnxruntime-web/wasm';
import sharp from 'sharp';
import { int8ProposalModel } from '../networks/int8-proposal-model.js';
import { tensor } from '../runtime/session.js';
import { readProposalFile } from './load-proposer.js';

env.wasm.numThreads = 1;

/** As both platforms open sessions. */
const options = { graphOptimizationLevel: 'all', logSeverityLevel: 3 } as const;

for (const bits of [8, 7] as const)
  test(`with kernels of ${bits} bits the shipped proposals are the same bytes in WebAssembly and natively`, async () => {
    const { weights, ranges } = await readProposalFile();
    const { model } = int8ProposalModel(weights, ranges!, bits);
    const [width, height] = [320, 192];
    const photo = sharp('docs/portraits.jpg').resize(width, height, { fit: 'fill' }).removeAlpha();
    const image = tensor(Uint8Array.from(await photo.raw().toBuffer()), [1, height, width, 3]);
    const [native, wasm] = await Promise.all([
      Native.create(model, options),
      WebAssembly.create(model, { ...options, executionProviders: ['wasm'] }),
    ]);
    const [expected, found] = [await native.run({ image }), await wasm.run({ image })];
    assert.deepEqual(native.outputNames, ['answer_4', 'answer_8', 'answer_16', 'answer_32']);
    for (const name of native.outputNames) assert.deepEqual(found[name]!.data, expected[name]!.data, name);
    await Promise.all([native.release(), wasm.release()]);
  });
