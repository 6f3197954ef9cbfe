import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
  add,
  compile,
  convolution,
  dequantizeLinear,
  dequantizePerFeature,
  doublePixels,
  Graph,
  quantizeLinear,
  relu,
  SymbolicDimension,
  type Tensor,
  transpose,
} from '../graph/index.js';
import { Session, tensor } from '../runtime/session.js';
import { ByteNetwork } from './byte-network.js';
import { hasKernels } from './plan.js';

/** As ONNX Runtime computes it. */
async function expectedOf(
  outputs: Readonly<Record<string, Tensor>>,
  image: Uint8Array,
  shape: readonly number[],
): Promise<Record<string, Uint8Array>> {
  const session = await Session.create(compile(outputs));
  try {
    const found = await session.run({ image: tensor(image, shape) });
    return Object.fromEntries(Object.entries(found).map(([name, { data }]) => [name, (data as Uint8Array).slice()]));
  } finally {
    await session.dispose();
  }
}

/** Bytes that a linear congruential generator gives. */
function noise(length: number, seed = 1): Uint8Array {
  let state = seed;
  return Uint8Array.from({ length }, () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return state >>> 24;
  });
}

/** Convolutions of each kind one after the other, with other zero points, and a sum that is cut at 0. */
function everyKind() {
  const graph = new Graph();
  const sides = [new SymbolicDimension('height'), new SymbolicDimension('width')] as const;
  const image = graph.input('image', [1, ...sides, 8], 'uint8');
  const code = { scale: 0.02, zeroPoint: 120 };
  const layer = (x: Tensor, features: number, kernel: 1 | 3, stride: 1 | 2 = 1, zeroPoint = 120) => {
    const inner = (x.shape[1] as number) * kernel ** 2;
    const weights = Int8Array.from(noise(features * inner, features), (byte) => byte - 128 || 1);
    const scales = Float32Array.from({ length: features }, (_, i) => 1e-3 + i * 1e-5);
    const shape = [features, x.shape[1] as number, kernel, kernel];
    const weight = dequantizePerFeature(graph.constant(weights, shape), scales);
    const biases = Int32Array.from({ length: features }, (_, i) => (i - 3) * 500);
    const bias = dequantizePerFeature(
      graph.constant(biases, [features]),
      scales.map((scale) => scale * code.scale),
    );
    const y = convolution(dequantizeLinear(x, code), weight, { stride, bias, padding: (kernel - 1) / 2 });
    return zeroPoint === 0 ? quantizeLinear(y, { scale: 0.01, zeroPoint }) : quantizeLinear(y, { ...code, zeroPoint });
  };
  const a = layer(transpose(image, [0, 3, 1, 2]), 16, 3);
  const b = layer(a, 24, 3, 2);
  const c = layer(b, 24, 3);
  const cut = { scale: 0.015, zeroPoint: 7 };
  const sum = quantizeLinear(relu(add(dequantizeLinear(b, code), dequantizeLinear(c, code))), cut);
  const d = layer(b, 5, 1, 1, 0);
  const last = (x: Tensor) => transpose(x, [0, 2, 3, 1]);
  return { c: last(c), sum: last(sum), d: last(d) };
}

test('all kinds of steps give ONNX Runtime’s bytes, at odd sizes too', async () => {
  const outputs = everyKind();
  const network = await ByteNetwork.open(outputs);
  for (const [height, width] of [
    [64, 96],
    [2, 2],
    [38, 74],
    [10, 6],
  ] as const) {
    const image = noise(height * width * 8, height);
    const expected = await expectedOf(outputs, image, [1, height, width, 8]);
    const found = network.run(image, height, width);
    for (const name of Object.keys(outputs)) {
      const [a, b] = [found[name]!, expected[name]!];
      assert.equal(a.length, b.length);
      const wrong = b.findIndex((byte, i) => byte !== a[i]);
      assert.equal(wrong, -1, `${name} of ${height} × ${width}: ${a[wrong]} and not ${b[wrong]} at ${wrong}`);
    }
    if (height === 64)
      for (const bytes of Object.values(expected)) assert.ok(new Set(bytes).size > 50, 'bytes of all sizes');
  }
});

test('what the kernels cannot run is known before', async () => {
  const graph = new Graph();
  const image = graph.input('image', [1, 8, 8, 4], 'uint8');
  const code = { scale: 1, zeroPoint: 0 };
  const again = quantizeLinear(dequantizeLinear(image, code), code);
  assert.equal(hasKernels({ again }), false, 'there is nothing between both');
  await assert.rejects(ByteNetwork.open({ again }), RangeError);
  assert.equal(hasKernels({ doubled: doublePixels(image) }), false, 'four channels');
  assert.equal(hasKernels(everyKind()), true);
  const network = await ByteNetwork.open(everyKind());
  assert.throws(() => network.run(new Uint8Array(8), 2, 2), /8 bytes are no picture of 2 × 2 × 8/);
});
