import assert from 'node:assert/strict';
import { test } from 'node:test';
import { whyNoWebgpu } from '../platform/testing/webgpu.js';
import * as graph from './index.js';
import { Graph, type Tensor } from './index.js';
import { CASES } from './testing/cases.js';
import { Evaluator, randomValues } from './testing/evaluate.js';

const skip = await whyNoWebgpu();

/** Of sums of some hundred products of numbers up to 1, in another order. */
const TOLERANCE = 1e-5;

/** Range of the inputs where a case has none. */
const UNIT = [-1, 1] as const;

/** The largest difference between two lists of numbers. */
function difference(a: Float32Array, b: Float32Array): number {
  assert.equal(a.length, b.length);
  return a.reduce((most, value, index) => Math.max(most, Math.abs(value - b[index]!)), 0);
}

/** Runs the same on both, with values that `round` may make equal to each other. */
async function compare(
  shapes: readonly (readonly number[])[],
  build: (...inputs: Tensor[]) => Tensor,
  range: readonly [number, number],
  round: (value: number) => number = (value) => value,
): Promise<number> {
  const values = shapes.map((shape, index) => randomValues(shape, index + 1, ...range).map(round));
  const outcomes = [];
  for (const target of ['cpu', 'webgpu'] as const) {
    const evaluator = await Evaluator.create(shapes, build, target);
    outcomes.push(await evaluator.run(values, randomValues(evaluator.outputShape, 99)));
    await evaluator.dispose();
  }
  const [cpu, gpu] = outcomes;
  return Math.max(
    difference(cpu!.output, gpu!.output),
    ...cpu!.gradients.map((gradient, index) => difference(gradient, gpu!.gradients[index]!)),
  );
}

for (const { name, shapes, build, range = UNIT } of CASES) {
  test(`WebGPU computes ${name} and its gradients as the CPU does`, { skip }, async () => {
    const most = await compare(shapes, build, range);
    assert.ok(most <= TOLERANCE, `they differ by ${most}`);
  });
}

test('of equal maxima the first one gets the gradient, on WebGPU too', { skip }, async () => {
  const most = await compare([[2, 3, 6, 8]], (x) => graph.maxPool(x), [-1, 1], Math.round);
  assert.equal(most, 0);
});

test('a vector of hundreds of parts is cut on WebGPU, which has few storage buffers', { skip }, async () => {
  const parts = Array.from({ length: 300 }, (_, index) => [1 + (index % 3)]);
  const length = parts.reduce((sum, [count]) => sum + count!, 0);
  const whole = new Graph().input('vector', [length]);
  const joined = graph.concatenate([...graph.splitVector(whole, parts)].reverse(), 0);
  const { Session, tensor } = await import('../runtime/session.js');
  const session = await Session.create(graph.compile({ joined }, 'webgpu'), { device: 'webgpu' });
  const values = Float32Array.from({ length }, (_, index) => index);
  const { data } = (await session.run({ vector: tensor(values, [length]) })).joined!;
  await session.dispose();
  assert.deepEqual([data[0], data[data.length - 1]], [length - 3, 0]);
});
