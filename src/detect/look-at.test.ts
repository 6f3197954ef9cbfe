import assert from 'node:assert/strict';
import { test } from 'node:test';
import { observedVerification } from '../networks/observed-models.js';
import { TINY_PRESET, untrainedVerification } from '../networks/testing/untrained-verification.js';
import { createRandom, uniform } from '../random/random.js';
import { Session, tensor } from '../runtime/session.js';
import { DEFAULT_COMBINATION } from './combination.js';
import { candidateRegions, lookAt, tinyCandidates } from './look-at.js';
import { OnnxRegionVerifier, tinyInputs } from './onnx-region-verifier.js';
import { encodeVerificationFile, readVerificationFile } from './verification-file.js';

const preset = {
  generator: { ...TINY_PRESET.generator, native: true, refinement: { ...TINY_PRESET.generator.refinement, block: 4 } },
  discriminator: { ...TINY_PRESET.discriminator, box: true, photo: true },
} as const;
const weights = untrainedVerification(preset);
const random = createRandom(3);
const image = {
  width: 120,
  height: 100,
  data: Uint8Array.from({ length: 120 * 100 * 3 }, () => uniform(random, 0, 256)),
};
const square = (x: number, y: number, side: number) => ({ x, y, width: side, height: side });
const candidates = [
  square(20, 30, 30),
  square(50, 50, 8),
  square(3, 4, 12),
  square(60, 20, 40),
  square(110, 90, 16),
].map((box) => ({ image, box }));
const TINY = [1, 2, 4];

/** As a file holds it, so that its settings survive. */
async function load(ranges?: Record<string, readonly [number, number]>) {
  const bytes = encodeVerificationFile({ weights, preset, context: 2, combination: DEFAULT_COMBINATION, ranges });
  return await readVerificationFile(bytes);
}

test('of tiny candidates the drawing is looked at, of larger ones the region alone, each in its place', async () => {
  const network = await OnnxRegionVerifier.load(await load(), { threads: 1 });
  const together = await lookAt(candidates, network);
  assert.equal(together.boxes!.length, 4 * candidates.length);
  for (const [i, candidate] of candidates.entries()) {
    const plain = await network.verify(candidateRegions([candidate], network), 1);
    const expected = TINY.includes(i) ? await network.tiny!.verify(tinyCandidates([candidate], network)) : plain;
    assert.ok(Math.abs(together.faces[i]! - expected.faces[0]!) < 1e-4, `${i}`);
    assert.deepEqual([...together.boxes!.subarray(4 * i, 4 * i + 4)].length, 4);
    if (TINY.includes(i)) assert.ok(Math.abs(expected.faces[0]! - plain.faces[0]!) > 1e-6, 'the drawing matters');
  }
  // What has been scaled down has no pixels of the photo's to draw.
  const scaled = await lookAt([{ ...candidates[1]!, scaled: true }], network);
  const plain = await network.verify(candidateRegions([candidates[1]!], network), 1);
  assert.deepEqual(scaled.faces, plain.faces);
  await network.dispose();
});

test('in 8 bits it says what it says in float32', async () => {
  const file = await load();
  const ranges: Record<string, [number, number]> = {};
  const tiny = TINY.map((i) => candidates[i]!);
  const place = { side: 64, context: 2 };
  for (const seen of ['regions', 'windows'] as const) {
    const session = await Session.create(observedVerification(weights, preset, seen), { threads: 1 });
    const regions = tensor(candidateRegions(candidates, place), [candidates.length, 64, 64, 3]);
    const outputs = await session.run(seen === 'windows' ? tinyInputs(tinyCandidates(tiny, place)) : { regions });
    for (const [name, { data }] of Object.entries(outputs)) {
      const [low, high] = ranges[name] ?? [0, 0];
      const values = data as Float32Array;
      ranges[name] = [values.reduce((a, b) => Math.min(a, b), low), values.reduce((a, b) => Math.max(a, b), high)];
    }
    await session.dispose();
  }
  const float = await OnnxRegionVerifier.load(file, { threads: 1, precision: 'float32' });
  const bytes = await OnnxRegionVerifier.load({ ...file, ranges }, { threads: 1 });
  const [exact, rounded] = [await lookAt(candidates, float), await lookAt(candidates, bytes)];
  const logit = (p: number) => Math.log(p / (1 - p));
  exact.faces.forEach((probability, i) => {
    const error = Math.abs(logit(rounded.faces[i]!) - logit(probability));
    assert.ok(error < 0.1 * (1 + Math.abs(logit(probability))), `${i}: ${rounded.faces[i]}, exact ${probability}`);
  });
  await Promise.all([float.dispose(), bytes.dispose()]);
});

test('a discriminator of two towers is read from its file, and computes in float32 alone', async () => {
  const apart = { ...preset, discriminator: { ...preset.discriminator, towers: true } };
  const weights = untrainedVerification(apart);
  const bytes = encodeVerificationFile({ weights, preset: apart, context: 2, combination: DEFAULT_COMBINATION });
  const file = await readVerificationFile(bytes);
  const network = await OnnxRegionVerifier.load(file, { threads: 1 });
  const { faces } = await lookAt(candidates, network);
  assert.equal(new Set(faces).size, candidates.length, 'candidates differ');
  await network.dispose();
  await assert.rejects(OnnxRegionVerifier.load({ ...file, ranges: {} }, { threads: 1 }), /two towers.*float32 alone/);
});
