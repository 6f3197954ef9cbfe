import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createRandom, uniform } from '../random/random.js';
import { Session, tensor } from '../runtime/session.js';
import { TINY_PRESET, untrainedVerification } from './testing/untrained-verification.js';
import { enhancementModel, regionSide, verificationModel } from './verification-model.js';

const weights = untrainedVerification();
const withoutGenerator = { ...TINY_PRESET, generator: null };
const random = createRandom(7);
const regions = Float32Array.from({ length: 3 * 3 * 16 * 16 }, () => uniform(random, -1, 1));

/** All outputs of a model for `batch` regions. */
async function run(model: Uint8Array, input: Float32Array, batch: number): Promise<Record<string, Float32Array>> {
  const session = await Session.create(model, { threads: 1 });
  const side = Math.sqrt(input.length / batch / 3);
  const outputs = await session.run({ regions: tensor(input, [batch, 3, side, side]) });
  await session.dispose();
  return Object.fromEntries(Object.entries(outputs).map(([name, { data }]) => [name, data as Float32Array]));
}

function near(actual: Float32Array, expected: Float32Array): void {
  assert.equal(actual.length, expected.length);
  actual.forEach((value, index) => {
    assert.ok(Math.abs(value - expected[index]!) < 1e-4, `${index}: ${value}, expected ${expected[index]}`);
  });
}

test('judges what the generator draws: the same as generator and discriminator one after the other', async () => {
  const { refined, upsampled } = await run(enhancementModel(weights, TINY_PRESET.generator), regions, 3);
  assert.deepEqual([refined!.length, upsampled!.length], [3 * 3 * 64 * 64, 3 * 3 * 64 * 64]);
  assert.ok(refined!.every((value) => Math.abs(value) <= 1));
  const apart = await run(verificationModel(weights, withoutGenerator), refined!, 3);
  const together = await run(verificationModel(weights, TINY_PRESET), regions, 3);
  near(together.face!, apart.face!);
  near(together.real!, apart.real!);
  assert.ok(together.face!.every((probability) => probability > 0 && probability < 1));
  assert.ok(new Set(together.face).size === 3, 'regions differ');
});

test('says where the face is only with a box head', async () => {
  const preset = { ...TINY_PRESET, discriminator: { ...TINY_PRESET.discriminator, box: true } };
  const { box, face } = await run(verificationModel(untrainedVerification(preset), preset), regions, 3);
  assert.deepEqual([box!.length, face!.length], [12, 3]);
  assert.equal(new Set(box).size, 12, 'regions and numbers differ');
  assert.ok(!('box' in (await run(verificationModel(weights, TINY_PRESET), regions, 3))));
});

test('judges a region by its photo too where it is made for that', async () => {
  const preset = { ...TINY_PRESET, discriminator: { ...TINY_PRESET.discriminator, photo: true } };
  const session = await Session.create(verificationModel(untrainedVerification(preset), preset), { threads: 1 });
  const judge = async (photos: Float32Array) => {
    const photo = tensor(photos, [3, 3, 64, 64]);
    const { face } = await session.run({ regions: tensor(regions, [3, 3, 16, 16]), photo });
    return face!.data as Float32Array;
  };
  const grey = await judge(new Float32Array(3 * 3 * 64 * 64));
  const grainy = await judge(Float32Array.from({ length: 3 * 3 * 64 * 64 }, () => uniform(random, -1, 1)));
  assert.ok(
    grey.every((probability, i) => Math.abs(probability - grainy[i]!) > 1e-3),
    `${grey} ${grainy}`,
  );
  await session.dispose();
});

test('a region’s judgement does not depend on its batch', async () => {
  const model = verificationModel(weights, TINY_PRESET);
  const together = await run(model, regions, 3);
  const alone = await run(model, regions.slice(3 * 256, 6 * 256), 1);
  near(alone.face!, together.face!.slice(1, 2));
});

test('a generator without refinement is its upsample sub-network', async () => {
  const preset = { ...TINY_PRESET, generator: { upsample: TINY_PRESET.generator.upsample } };
  const { refined, upsampled } = await run(enhancementModel(weights, preset.generator), regions, 3);
  assert.deepEqual(refined, upsampled);
  const apart = await run(verificationModel(weights, withoutGenerator), upsampled!, 3);
  near((await run(verificationModel(weights, preset), regions, 3)).face!, apart.face!);
});

test('regions are small where a generator enlarges them, large where none does', () => {
  assert.deepEqual([regionSide(TINY_PRESET), regionSide(withoutGenerator)], [16, 64]);
});

test('weights of other networks are refused by the tensor that does not fit', () => {
  const other = { ...TINY_PRESET, discriminator: { ...TINY_PRESET.discriminator, features: [8, 8, 8, 8, 8] as const } };
  assert.throws(() => verificationModel(weights, other), /group2\.conv1\.norm\.weight has the shape \[16\]|RangeError/);
  const generatorOnly = new Map([...weights].filter(([name]) => name.startsWith('generator.')));
  assert.throws(() => verificationModel(generatorOnly, TINY_PRESET), /no tensor group1\.conv1/);
});
