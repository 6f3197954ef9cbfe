import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Session, tensor } from '../runtime/session.js';
import * as graph from './index.js';
import { Graph, ShapeError, SymbolicDimension } from './index.js';

test('inputs that do not fit are refused with operation, tensors and both shapes', () => {
  const model = new Graph();
  const photo = model.input('photo', [1, 3, 8, 8]);
  const weight = model.input('weight', [4, 5, 3, 3]);
  assert.throws(
    () => graph.convolution(photo, weight),
    (error: Error) => {
      assert.ok(error instanceof ShapeError);
      assert.equal(
        error.message,
        'Convolution of photo [1, 3, 8, 8] and weight [4, 5, 3, 3]: expected [batch, channels, height, width] and [features, channels, k, k]',
      );
      return true;
    },
  );
  assert.throws(
    () => graph.add(photo, model.input('other', [3, 8, 7])),
    /Add of photo \[1, 3, 8, 8\] and other \[3, 8, 7\]: expected .* axis 3/,
  );
  assert.throws(() => graph.maxPool(model.input('odd', [1, 3, 7, 8])), /MaxPool of odd .* multiples of 2/);
  assert.throws(
    () => graph.convolution(photo, model.input('large', [4, 3, 9, 9]), { padding: 0 }),
    /Convolution of photo .* and large \[4, 3, 9, 9\]: expected sides that the kernel fits into/,
  );
  assert.throws(() => graph.convolution(photo, model.input('even', [4, 3, 4, 4])), /a whole padding of 0 or more/);
  assert.throws(
    () => graph.convolution(photo, model.input('pixel', [4, 3, 1, 1]), { bias: model.input('bias', [3]) }),
    /pixel \[4, 3, 1, 1\] and bias \[3\]: expected .* and \[features\]/,
  );
  const vector = model.input('vector', [2]);
  assert.throws(
    () => graph.fixedBatchNormalization(photo, vector, vector, vector, vector),
    /FixedBatchNormalization of photo .* and vector \[2\] .*one number a channel/,
  );
  assert.throws(() => graph.add(photo, new Graph().input('photo', [1, 3, 8, 8])), /another graph/);
  assert.throws(() => model.input('photo', [1]), /has an input photo already/);
});

test('a loss that is no scalar, or does not depend on a target, is refused', () => {
  const model = new Graph();
  const [a, b] = [model.input('a', [2]), model.input('b', [2])];
  assert.throws(() => graph.differentiate(a, [a]), /must be a scalar/);
  assert.throws(() => graph.differentiate(graph.reduceSum(a), [b]), /does not depend on b/);
  assert.throws(() => graph.differentiate(graph.reduceSum(graph.stopGradient(a)), [a]), /does not depend on a/);
});

test('one model with symbolic sides takes photos of any size', async () => {
  const model = new Graph();
  const photo = model.input('photo', [1, 1, new SymbolicDimension('height'), new SymbolicDimension('width')]);
  const kernel = model.constant(new Float32Array(9).fill(1), [1, 1, 3, 3]);
  const half = graph.convolution(photo, kernel, { stride: 2 });
  assert.equal(graph.formatShape(half.shape), '[1, 1, height/2, width/2]');
  // Only what is known to be of one size can be added: half the size, and a quarter of it enlarged.
  const quarter = graph.convolution(half, kernel, { stride: 2 });
  const sum = graph.add(half, graph.nearestUpsample(quarter));
  assert.throws(() => graph.add(half, quarter), ShapeError);
  const session = await Session.create(graph.compile({ sum }), { threads: 1 });
  for (const [height, width] of [
    [4, 8],
    [12, 4],
  ] as const) {
    const { sum: result } = await session.run({
      photo: tensor(new Float32Array(height * width).fill(1), [1, 1, height, width]),
    });
    assert.deepEqual(result!.dims, [1, 1, height / 2, width / 2]);
  }
  await session.dispose();
});

test('a gradient that arrives on several paths is their sum: d(x² + 3x) = 2x + 3', async () => {
  const model = new Graph();
  const x = model.input('x', [3]);
  const loss = graph.reduceSum(graph.add(graph.multiply(x, x), graph.multiply(x, 3)));
  const [dx] = graph.differentiate(loss, [x]);
  const session = await Session.create(graph.compile({ loss, dx: dx! }), { threads: 1 });
  const outputs = await session.run({ x: tensor(Float32Array.of(1, -2, 5), [3]) });
  assert.deepEqual(Array.from(outputs.dx!.data as Float32Array), [5, -1, 13]);
  assert.equal(outputs.loss!.data[0], 30 + 12);
  await session.dispose();
});

test('batch normalisation does not write over constants of the graph, whatever their values', async () => {
  for (const value of [0, 1, 2, 3, 4, 5, 1e-30, 2e-30]) {
    const model = new Graph();
    const x = model.input('x', [2, 2, 1, 1]);
    const scale = model.constant(new Float32Array(2).fill(value), [2]);
    const { y } = graph.batchNormalization(x, scale, model.constant(new Float32Array(2), [2]));
    const session = await Session.create(graph.compile({ y, scale: graph.stopGradient(scale) }), { threads: 1 });
    for (let run = 0; run < 2; run += 1) {
      const outputs = await session.run({ x: tensor(Float32Array.of(-1, 4, 1, 8), [2, 2, 1, 1]) });
      const [signs, found] = [[-1, -1, 1, 1], [...(outputs.y!.data as Float32Array)]];
      for (const [index, sign] of signs.entries()) assert.ok(Math.abs(found[index]! - sign * value) < 1e-4, `${found}`);
      assert.deepEqual([...(outputs.scale!.data as Float32Array)], [value, value].map(Math.fround));
    }
    await session.dispose();
  }
});
