import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
  compile,
  convolution,
  doublePixels,
  Graph,
  nearestUpsample,
  SymbolicDimension,
  stripConvolution,
  type Tensor,
  transpose,
  viewChannels,
} from '../graph/index.js';
import { createRandom, normal, uniform } from '../random/random.js';
import { Session, type TensorData, tensor } from '../runtime/session.js';
import { int8ProposalModel } from './int8-proposal-model.js';
import { int8VerificationModel } from './int8-verification-model.js';
import { observedProposals, observedVerification } from './observed-models.js';
import { proposalNetwork } from './proposal-network.js';
import { quantizationOf, quantizeKernel, type Ranges } from './quantize-kernel.js';
import { stripKernel } from './strip-kernel.js';
import { TINY_PRESET, untrainedVerification } from './testing/untrained-verification.js';
import { declare } from './training-layers.js';
import { verificationModel } from './verification-model.js';

const random = createRandom(3);

async function run(model: Uint8Array, name: string, data: TensorData, shape: readonly number[]) {
  const session = await Session.create(model, { threads: 1 });
  const outputs = await session.run({ [name]: tensor(data, shape) });
  await session.dispose();
  return new Map(Object.entries(outputs).map(([output, { data }]) => [output, data as Float32Array]));
}

/** What two functions of one input give. */
async function both(shape: readonly number[], data: TensorData, build: (x: Tensor) => [Tensor, Tensor]) {
  const graph = new Graph();
  const x = graph.input('x', shape, data instanceof Uint8Array ? 'uint8' : 'float32');
  const [a, b] = build(x);
  const outputs = await run(compile({ a, b }), 'x', data, shape);
  return [outputs.get('a')!, outputs.get('b')!] as const;
}

/** The limits of all activations. */
async function limits(model: Uint8Array, name: string, data: Uint8Array, shape: readonly number[]): Promise<Ranges> {
  const activations = await run(model, name, data, shape);
  return Object.fromEntries(
    [...activations].map(([layer, values]) => [
      layer,
      [values.reduce((a, b) => Math.min(a, b), 0), values.reduce((a, b) => Math.max(a, b), 0)] as const,
    ]),
  );
}

/** Squares of many sizes and colours: smooth and sharp, as photos are. */
function squares(width: number, height: number, channels = 3): Uint8Array {
  const data = new Uint8Array(width * height * channels).fill(90);
  for (let square = 0; square < 40; square += 1) {
    const side = Math.floor(uniform(random, 3, height / 3));
    const [left, top] = [uniform(random, 0, width - side), uniform(random, 0, height - side)].map(Math.floor);
    const colour = Array.from({ length: channels }, () => uniform(random, 0, 256));
    for (let y = top!; y < top! + side; y += 1)
      for (let x = left!; x < left! + side; x += 1) data.set(colour, (y * width + x) * channels);
  }
  return data;
}

function rootMeanSquare(values: Float32Array): number {
  return Math.sqrt(values.reduce((sum, value) => sum + value * value, 0) / values.length);
}

test('a convolution over strips of columns is the convolution over columns', async () => {
  for (const [channels, stride] of [
    [3, 2],
    [6, 1],
    [3, 1],
  ] as const) {
    const shape = [5, channels, 3, 3];
    const weight = Float32Array.from({ length: 5 * channels * 9 }, () => normal(random));
    const bias = Float32Array.from({ length: 5 }, () => normal(random));
    const pixels = Float32Array.from({ length: 2 * channels * 8 * 16 }, () => normal(random));
    const [plain, strips] = await both([2, channels, 8, 16], pixels, (x) => {
      const constant = (data: Float32Array, of: readonly number[]) => x.graph.constant(data, of);
      const kernel = stripKernel({ shape, weight, bias }, stride, 4);
      const joined = transpose(viewChannels(transpose(x, [0, 2, 3, 1]), 4 * channels), [0, 3, 1, 2]);
      const y = stripConvolution(
        joined,
        constant(kernel.weight, kernel.shape),
        constant(kernel.bias, [kernel.bias.length]),
        stride,
      );
      return [
        convolution(x, constant(weight, shape), { stride, bias: constant(bias, [5]) }),
        transpose(viewChannels(transpose(y, [0, 2, 3, 1]), 5), [0, 3, 1, 2]),
      ];
    });
    assert.equal(plain.length, strips.length);
    plain.forEach((value, i) => {
      assert.ok(Math.abs(value - strips[i]!) < 1e-4, `${channels}, ${stride}, ${i}: ${value}, ${strips[i]}`);
    });
  }
});

test('doubled pixels are nearest upsampling, of sides known only when the model runs, too', async () => {
  const graph = new Graph();
  const sides = [new SymbolicDimension('height'), new SymbolicDimension('width')] as const;
  const x = graph.input('x', [1, 3, ...sides]);
  const doubled = transpose(doublePixels(transpose(x, [0, 2, 3, 1])), [0, 3, 1, 2]);
  const pixels = Float32Array.from({ length: 3 * 4 * 6 }, () => normal(random));
  const outputs = await run(compile({ doubled, nearest: nearestUpsample(x) }), 'x', pixels, [1, 3, 4, 6]);
  assert.deepEqual(outputs.get('doubled'), outputs.get('nearest'));
});

test('kernels of 7 bits are half as large in whole numbers, and stand for the same', () => {
  const kernel = {
    shape: [2, 1, 3, 3],
    weight: Float32Array.from({ length: 18 }, () => normal(random)),
    bias: Float32Array.of(0.3, -1e9),
  };
  for (const [bits, most] of [
    [8, 127],
    [7, 63],
  ] as const) {
    const { weight, weightScales, bias, biasScales } = quantizeKernel(kernel, 0.05, bits);
    assert.equal(Math.max(...weight.subarray(0, 9).map(Math.abs)), most);
    for (let i = 0; i < 9; i += 1)
      assert.ok(Math.abs(weight[i]! * weightScales[0]! - kernel.weight[i]!) <= weightScales[0]! / 2 + 1e-6);
    // However small the kernel, its bias is what it was.
    for (let i = 0; i < 2; i += 1) assert.ok(Math.abs(bias[i]! * biasScales[i]! - kernel.bias[i]!) <= biasScales[i]!);
  }
});

test('a kernel with NaN is refused: rounded, it would be 0', () => {
  const kernel = { shape: [1, 1, 1, 1], weight: Float32Array.of(1), bias: Float32Array.of(1) };
  assert.throws(() => quantizeKernel({ ...kernel, weight: Float32Array.of(Number.NaN) }, 1, 8), /no number/);
  assert.throws(
    () => quantizeKernel({ ...kernel, bias: Float32Array.of(Number.NEGATIVE_INFINITY) }, 1, 8),
    /no number/,
  );
});

test('bytes hold 0 exactly, and a range from end to end', () => {
  assert.deepEqual(quantizationOf([0, 255]), { scale: 1, zeroPoint: 0 });
  assert.deepEqual(quantizationOf([-510, 0]), { scale: 2, zeroPoint: 255 });
  assert.equal(quantizationOf([-1, 1]).zeroPoint, 128);
  assert.ok(quantizationOf([0, 0]).scale > 0);
});

test('the proposal network in 8 bits says what it says in float32, to a few hundredths of the range', async () => {
  const { parameters, statistics } = declare((layers, pixels) => proposalNetwork(layers, pixels!), [[1, 3, 64, 64]]);
  const weights = new Map(
    [parameters, statistics].flatMap((packing) => [...packing.unpack(packing.initialize(() => normal(random)))]),
  );
  // The start says next to nothing: its heads are made a hundred times louder.
  for (const [name, { data }] of weights)
    if (/(score|box).weight/.test(name)) data.set(data.map((value) => value * 100));
  const [width, height] = [128, 96];
  const image = squares(width, height);
  const shape = [1, height, width, 3];
  const ranges = await limits(observedProposals(weights), 'image', image, shape);
  const activations = await run(observedProposals(weights), 'image', image, shape);
  for (const bits of [8, 7] as const) {
    const { model, codes } = int8ProposalModel(weights, ranges, bits);
    const answers = await run(model, 'image', image, shape);
    for (const [stride, { scale, zeroPoint, boxFactor }] of codes) {
      const bytes = answers.get(`answer_${stride}`)!;
      const scores = activations.get(`branch${stride}.score`)!;
      const boxes = activations.get(`branch${stride}.box`)!;
      const cells = scores.length;
      assert.equal(bytes.length, 5 * cells);
      const scoreErrors = scores.map((score, i) => (bytes[5 * i]! - zeroPoint) * scale - score);
      const boxErrors = boxes.map((raw, i) => {
        const [part, cell] = [Math.floor(i / cells), i % cells];
        return (bytes[5 * cell + 1 + part]! - zeroPoint) * scale * boxFactor - raw;
      });
      for (const [errors, values] of [
        [scoreErrors, scores],
        [boxErrors, boxes],
      ] as const) {
        const [low, high] = [values.reduce((a, b) => Math.min(a, b)), values.reduce((a, b) => Math.max(a, b))];
        const share = rootMeanSquare(errors) / (high - low);
        assert.ok(high > low);
        assert.ok(share < (bits === 8 ? 0.02 : 0.04), `${bits} bits, stride ${stride}: ${share}`);
      }
    }
  }
});

test('the second stage in 8 bits says what it says in float32', async () => {
  const preset = { ...TINY_PRESET, discriminator: { ...TINY_PRESET.discriminator, box: true, photo: true } };
  for (const { generator } of [{ generator: null }, preset]) {
    const chosen = { ...preset, generator };
    const weights = untrainedVerification(chosen);
    const regions = new Uint8Array([0, 1, 2, 3].flatMap(() => [...squares(64, 64)]));
    const shape = [4, 64, 64, 3];
    const ranges = await limits(observedVerification(weights, chosen), 'regions', regions, shape);
    const float = await run(verificationModel(weights, chosen), 'regions', regions, shape);
    const bytes = await run(int8VerificationModel(weights, chosen, ranges, 8), 'regions', regions, shape);
    assert.deepEqual([...bytes.keys()].sort(), [...float.keys()].sort());
    const logit = (p: number) => Math.log(p / (1 - p));
    const faces = float.get('face')!.map(logit);
    const errors = bytes.get('face')!.map((probability, i) => logit(probability) - faces[i]!);
    assert.ok(rootMeanSquare(errors) < 0.05 * (1 + rootMeanSquare(faces)), `${errors} of ${faces}`);
    assert.ok(new Set(bytes.get('face')).size > 1);
    const boxErrors = bytes.get('box')!.map((value, i) => value - float.get('box')![i]!);
    assert.ok(rootMeanSquare(boxErrors) < 0.05 * (1 + rootMeanSquare(float.get('box')!)), `${boxErrors}`);
  }
});
