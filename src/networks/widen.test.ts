import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createRandom, normal, uniform } from '../random/random.js';
import { Session, tensor } from '../runtime/session.js';
import { declareGan } from '../train/gan-steps.js';
import { Packing, type Weights, weightsOf } from './parameters.js';
import { TINY_PRESET, untrainedVerification } from './testing/untrained-verification.js';
import { verificationModel } from './verification-model.js';
import { widen } from './widen.js';

const specification = (name: string, shape: readonly number[]) => ({
  name,
  shape,
  initial: { value: 9 },
  decays: true,
});
const weights = (name: string, shape: readonly number[], ...values: number[]): Weights =>
  new Map([[name, { shape, data: Float32Array.from(values) }]]);

test('old channels keep their kernels and hear no new one; new channels keep their start', () => {
  const packing = new Packing([specification('weight', [3, 2])]);
  const start = Float32Array.of(11, 12, 13, 14, 15, 16);
  assert.deepEqual([...widen(packing, start, weights('weight', [2, 1], 1, 2))], [1, 0, 2, 0, 15, 16]);
  assert.deepEqual([...widen(packing, start, weights('weight', [3, 2], 1, 2, 3, 4, 5, 6))], [1, 2, 3, 4, 5, 6]);
  assert.deepEqual([...start], [11, 12, 13, 14, 15, 16]);
  const vector = new Packing([specification('bias', [3])]);
  assert.deepEqual([...widen(vector, Float32Array.of(7, 8, 9), weights('bias', [2], 1, 2))], [1, 2, 9]);
});

test('a network is no start of one with fewer channels, or with other kernels', () => {
  const packing = new Packing([specification('weight', [2, 2, 3, 3])]);
  const start = new Float32Array(packing.length);
  for (const shape of [
    [3, 2, 3, 3],
    [2, 2, 1, 1],
    [2, 2],
  ]) {
    const trained = weights('weight', shape, ...new Array(shape.reduce((a, b) => a * b)).fill(0));
    assert.throws(() => widen(packing, start, trained), /weight has the shape/);
  }
  assert.throws(() => widen(packing, start, new Map()), /no tensor weight/);
});

test('a wide discriminator begins by saying what the trained one says, and its new channels see something', async () => {
  const features = [12, 20, 16, 24, 20] as const;
  const narrow = { generator: null, discriminator: { ...TINY_PRESET.discriminator, box: true } };
  const wide = { generator: null, discriminator: { ...narrow.discriminator, features } };
  const trained = untrainedVerification(narrow);
  const random = createRandom(3);
  const { parameters, statistics } = declareGan({
    ...TINY_PRESET,
    ...wide,
    generator: TINY_PRESET.generator,
  }).discriminator;
  const own = weightsOf(trained, 'discriminator');
  const start = parameters.initialize(() => normal(random));
  const tensors = [
    ...parameters.unpack(widen(parameters, start, own)),
    ...statistics.unpack(
      widen(
        statistics,
        statistics.initialize(() => 0),
        own,
      ),
    ),
  ];
  const regions = Float32Array.from({ length: 2 * 3 * 64 * 64 }, () => uniform(random, -1, 1));
  const judge = async (model: Uint8Array) => {
    const session = await Session.create(model, { threads: 1 });
    const outputs = await session.run({ regions: tensor(regions, [2, 3, 64, 64]) });
    await session.dispose();
    return Object.entries(outputs).map(([name, { data }]) => [name, [...(data as Float32Array)]] as const);
  };
  const widened = new Map(tensors.map(([name, value]) => [`discriminator.${name}`, value]));
  const after = new Map(await judge(verificationModel(widened, wide)));
  for (const [name, values] of await judge(verificationModel(trained, narrow)))
    values.forEach((value, i) => {
      assert.ok(
        Math.abs(value - after.get(name)![i]!) < 1e-5,
        `${name} ${i}: ${after.get(name)![i]}, expected ${value}`,
      );
    });
  // Channel 8 of the first layer is new.
  const kernel = widened.get('discriminator.group1.conv1.weight')!;
  const channel = kernel.data.subarray((8 * kernel.data.length) / features[0]);
  assert.ok(channel.every((value) => value !== 0));
});
