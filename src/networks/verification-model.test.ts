import assert from 'node:assert/strict';
import { test } from 'node:test';
import { compile, Graph, sigmoid } from '../graph/index.js';
import { enlarge } from '../image/enlarge.js';
import { shrink } from '../image/shrink.js';
import { samplePlanes, sampling } from '../image/window.js';
import { createRandom, uniform } from '../random/random.js';
import { Session, tensor } from '../runtime/session.js';
import { discriminator } from './discriminator.js';
import { InferenceLayers } from './inference-layers.js';
import { type Weights, weightsOf } from './parameters.js';
import { TINY_PRESET, untrainedVerification } from './testing/untrained-verification.js';
import { enhancementModel, type VerificationPreset, verificationModel } from './verification-model.js';

const weights = untrainedVerification();
const withoutGenerator = { ...TINY_PRESET, generator: null };
const random = createRandom(7);
/** Three regions, [3, 64, 64, 3]. */
const regions = Uint8Array.from({ length: 3 * 64 * 64 * 3 }, () => uniform(random, 0, 256));
const low = shrunk(regions);

/** [3, 3, 16, 16], −1 to 1: what the generator sees of them. */
function shrunk(bytes: Uint8Array): Float32Array {
  const planes = Float32Array.from({ length: bytes.length }, (_, index) => {
    const [pixel, plane] = [index % 4096, Math.floor(index / 4096)];
    return bytes[(Math.floor(plane / 3) * 4096 + pixel) * 3 + (plane % 3)]! / 127.5 - 1;
  });
  return shrink(planes, 64, 4);
}

/** All outputs of a model for `batch` regions. */
async function run(
  model: Uint8Array,
  input: Float32Array | Uint8Array,
  batch: number,
): Promise<Record<string, Float32Array>> {
  const session = await Session.create(model, { threads: 1 });
  const side = Math.sqrt(input.length / batch / 3);
  const shape = input instanceof Uint8Array ? [batch, side, side, 3] : [batch, 3, side, side];
  const outputs = await session.run({ regions: tensor(input, shape) });
  await session.dispose();
  return Object.fromEntries(Object.entries(outputs).map(([name, { data }]) => [name, data as Float32Array]));
}

function near(actual: Float32Array, expected: Float32Array): void {
  assert.equal(actual.length, expected.length);
  actual.forEach((value, index) => {
    assert.ok(Math.abs(value - expected[index]!) < 1e-4, `${index}: ${value}, expected ${expected[index]}`);
  });
}

/** The discriminator alone, of images [batch, 3, 64, 64], −1 to 1. */
async function judge(weights: Weights, preset: VerificationPreset, images: Float32Array) {
  const graph = new Graph();
  const image = graph.input('regions', [3, 3, 64, 64]);
  const layers = new InferenceLayers(graph, weightsOf(weights, 'discriminator'));
  const { face, real } = discriminator(layers, { image, photo: undefined }, preset.discriminator);
  return await run(compile({ face: sigmoid(face), real: sigmoid(real) }), images, 3);
}

test('judges what the generator draws: the same as generator and discriminator one after the other', async () => {
  const { refined, upsampled } = await run(enhancementModel(weights, TINY_PRESET.generator), low, 3);
  assert.deepEqual([refined!.length, upsampled!.length], [3 * 3 * 64 * 64, 3 * 3 * 64 * 64]);
  assert.ok(refined!.every((value) => Math.abs(value) <= 1));
  const apart = await judge(weights, TINY_PRESET, refined!);
  const together = await run(verificationModel(weights, TINY_PRESET), regions, 3);
  near(together.face!, apart.face!);
  near(together.real!, apart.real!);
  assert.ok(together.face!.every((probability) => probability > 0 && probability < 1));
  assert.ok(new Set(together.face).size === 3, 'regions differ');
});

test('without a generator it judges regions that are shrunk and plainly enlarged', async () => {
  const together = await run(verificationModel(weights, withoutGenerator), regions, 3);
  const apart = await judge(weights, TINY_PRESET, enlarge(low, 16, 4, 'bilinear'));
  near(together.face!, apart.face!);
  near(together.real!, apart.real!);
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
  const { face } = await run(verificationModel(untrainedVerification(preset), preset), regions, 3);
  // Exchanging pixels within a square changes the photo alone: shrunk, it is what it was.
  const exchanged = regions.slice();
  for (let pixel = 0; pixel < 3 * 64 * 64; pixel += 4) {
    exchanged.set(regions.subarray(3 * pixel, 3 * pixel + 3), 3 * pixel + 9);
    exchanged.set(regions.subarray(3 * pixel + 9, 3 * pixel + 12), 3 * pixel);
  }
  near(shrunk(exchanged), low);
  const other = await run(verificationModel(untrainedVerification(preset), preset), exchanged, 3);
  assert.ok(
    face!.every((probability, i) => Math.abs(probability - other.face![i]!) > 1e-5),
    `${face} ${other.face}`,
  );
});

test('a region’s judgement does not depend on its batch', async () => {
  const model = verificationModel(weights, TINY_PRESET);
  const together = await run(model, regions, 3);
  const alone = await run(model, regions.slice(3 * 4096, 6 * 4096), 1);
  near(alone.face!, together.face!.slice(1, 2));
});

test('a generator without refinement is its upsample sub-network', async () => {
  const preset = { ...TINY_PRESET, generator: { upsample: TINY_PRESET.generator.upsample } };
  const { refined, upsampled } = await run(enhancementModel(weights, preset.generator), low, 3);
  assert.deepEqual(refined, upsampled);
  const apart = await judge(weights, TINY_PRESET, upsampled!);
  near((await run(verificationModel(weights, preset), regions, 3)).face!, apart.face!);
});

test('weights of other networks are refused by the tensor that does not fit', () => {
  const other = { ...TINY_PRESET, discriminator: { ...TINY_PRESET.discriminator, features: [8, 8, 8, 8, 8] as const } };
  assert.throws(() => verificationModel(weights, other), /group2\.conv1\.norm\.weight has the shape \[16\]|RangeError/);
  const generatorOnly = new Map([...weights].filter(([name]) => name.startsWith('generator.')));
  assert.throws(() => verificationModel(generatorOnly, TINY_PRESET), /no tensor group1\.conv1/);
});

test('a generator of native pixels: the discriminator sees the region taken out of the drawing of the window', async () => {
  const preset = { ...TINY_PRESET, generator: { ...TINY_PRESET.generator, native: true } };
  const windows = Uint8Array.from({ length: 3 * 32 * 32 * 3 }, () => uniform(random, 0, 256));
  const places = [6, 20.5, 32].map((side) => {
    const start = 64 - 2 * side;
    return sampling({ x: start, y: start - 0.7, width: 4 * side, height: 4 * side }, 128, 64);
  });
  const matrix = (name: 'rows' | 'columns') => Float32Array.from(places.flatMap((place) => [...place[name]]));
  const session = await Session.create(verificationModel(weights, preset, 'windows'), { threads: 1 });
  const { face } = await session.run({
    windows: tensor(windows, [3, 32, 32, 3]),
    rows: tensor(matrix('rows'), [3, 64, 128]),
    columns: tensor(matrix('columns'), [3, 64, 128]),
    regions: tensor(regions, [3, 64, 64, 3]),
  });
  await session.dispose();
  const pixels = Float32Array.from({ length: windows.length }, (_, i) => {
    const [plane, pixel] = [Math.floor(i / 1024), i % 1024];
    return windows[(Math.floor(plane / 3) * 1024 + pixel) * 3 + (plane % 3)]! / 127.5 - 1;
  });
  const { refined } = await run(enhancementModel(weights, preset.generator), pixels, 3);
  const taken = places.flatMap((place, i) => [
    ...samplePlanes(refined!.subarray(i * 3 * 128 ** 2, (i + 1) * 3 * 128 ** 2), 128, place),
  ]);
  near(face!.data as Float32Array, (await judge(weights, TINY_PRESET, Float32Array.from(taken))).face!);
  // Candidates that it does not draw are judged as without a generator.
  const larger = await run(verificationModel(weights, preset), regions, 3);
  near(larger.face!, (await run(verificationModel(weights, withoutGenerator), regions, 3)).face!);
});
