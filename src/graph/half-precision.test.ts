import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Session, tensor } from '../runtime/session.js';
import * as graph from './index.js';
import { compile, Graph, halfPrecision, type Tensor } from './index.js';
import { CASES } from './testing/cases.js';
import { Evaluator, randomValues } from './testing/evaluate.js';

/** Of sums of some hundred products of numbers up to 1, each rounded to 11 binary digits. */
const TOLERANCE = 1e-2;

/** A convolution that changes nothing but that what it gives has 16 bits. */
function halved(x: Tensor): Tensor {
  const channels = x.shape[1] as number;
  const identity = Float32Array.from({ length: channels ** 2 }, (_, i) => (i % (channels + 1) === 0 ? 1 : 0));
  return graph.convolution(x, x.graph.constant(identity, [channels, channels, 1, 1]));
}

for (const { name, shapes, build, range = [-1, 1] } of CASES) {
  test(`${name} and its gradients in half precision are those of float32, but for rounding`, async () => {
    const values = shapes.map((shape, index) => randomValues(shape, index + 1, ...range));
    const inHalf = (...inputs: Tensor[]) => {
      return build(...inputs.map((x) => (x.shape.length === 4 && x.shape[2] !== x.shape[3] ? halved(x) : x)));
    };
    const run = async (evaluator: Evaluator) => {
      const outcome = await evaluator.run(values, randomValues(evaluator.outputShape, 99));
      await evaluator.dispose();
      return [outcome.output, ...outcome.gradients];
    };
    const expected = await run(await Evaluator.create(shapes, inHalf));
    for (const target of ['cpu', 'webgpu'] as const) {
      // ONNX Runtime takes the GPU's model on the CPU too, where it checks every type.
      const rewrite = (outputs: Record<string, Tensor>) => halfPrecision(outputs, target);
      const found = await run(await Evaluator.create(shapes, inHalf, target, { device: 'cpu', rewrite }));
      expected.forEach((numbers, index) => {
        numbers.forEach((value, at) => {
          const other = found[index]![at]!;
          assert.ok(
            Math.abs(value - other) <= TOLERANCE * (1 + Math.abs(value)),
            `${target}: ${other} where ${value} was expected`,
          );
        });
      });
    }
  });
}

test('what 16 bits cannot hold becomes infinite there, but not in sums', async () => {
  const whole = new Graph();
  const x = halved(whole.input('x', [1, 1, 300, 300]));
  const outputs = { sum: graph.reduceSum(x), product: graph.multiply(x, x), small: graph.multiply(x, 1e-9) };
  const session = await Session.create(compile(halfPrecision(outputs, 'cpu')), { threads: 1 });
  const run = async (value: number) => {
    const { sum, product, small } = await session.run({
      x: tensor(new Float32Array(300 ** 2).fill(value), [1, 1, 300, 300]),
    });
    return [sum!.data[0], product!.data[0], small!.data[0]].map(Number);
  };
  assert.deepEqual((await run(1)).slice(0, 2), [90_000, 1]);
  assert.deepEqual((await run(256)).slice(0, 2), [256 * 90_000, Number.POSITIVE_INFINITY]);
  // A factor that 16 bits would lose stays float32.
  assert.ok(Math.abs((await run(1))[2]! - 1e-9) < 1e-12);
  await session.dispose();
});
