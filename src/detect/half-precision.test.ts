import assert from 'node:assert/strict';
import { test } from 'node:test';
import { platform } from '#platform';
import { proposalModel } from '../networks/proposal-model.js';
import { verificationModel } from '../networks/verification-model.js';
import { probeBytes, Session, tensor } from '../runtime/session.js';
import { createDetector } from './detector.js';
import { readProposalFile } from './load-proposer.js';
import { HALF_TOLERANCE } from './require-half.js';
import { readVerificationFile } from './verification-file.js';

/** The largest difference of what two models give for the same input. */
async function apart(models: readonly Uint8Array[], input: Record<string, ReturnType<typeof tensor>>) {
  const [float, half] = await Promise.all(
    models.map(async (model) => {
      const session = await Session.create(model, { threads: 1 });
      const outputs = await session.run(input);
      await session.dispose();
      return outputs;
    }),
  );
  return Object.entries(float!).map(([name, { data }]) => {
    const other = half![name]!.data as Float32Array;
    return [
      name,
      (data as Float32Array).reduce((most, value, i) => Math.max(most, Math.abs(value - other[i]!)), 0),
    ] as const;
  });
}

test('both networks rounded to half precision say what they do in float32, and as GPUs get them are valid', async () => {
  const { weights } = await readProposalFile();
  const image = { image: tensor(probeBytes(96 * 128 * 3), [1, 96, 128, 3]) };
  const second = await readVerificationFile(platform.shippedWeights('verification'));
  const regions = { regions: tensor(probeBytes(2 * 64 * 64 * 3), [2, 64, 64, 3]) };
  for (const target of ['cpu', 'webgpu'] as const) {
    const all = [
      ...(await apart([proposalModel(weights), proposalModel(weights, { half: target })], image)),
      ...(await apart(
        [
          verificationModel(second.weights, second.preset),
          verificationModel(second.weights, second.preset, 'regions', target),
        ],
        regions,
      )),
    ];
    for (const [name, most] of all) assert.ok(most <= HALF_TOLERANCE / 10, `${target}, ${name}: ${most}`);
    // Only what is rounded differs by more than the order of sums.
    if (target === 'cpu') assert.ok(all.some(([, most]) => most > 1e-4));
  }
});

test('half precision on the CPU is refused', async () => {
  await assert.rejects(createDetector({ precision: 'float16', device: 'cpu' }), {
    name: 'InputError',
    message: /^precision: float16 is for graphics processors, and device is cpu\. Choose float32\.$/,
  });
});
