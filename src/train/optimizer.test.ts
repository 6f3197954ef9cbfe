import assert from 'node:assert/strict';
import { test } from 'node:test';
import { compile, Graph } from '../graph/index.js';
import { Packing } from '../networks/parameters.js';
import { Session, tensor } from '../runtime/session.js';
import { type OptimizerSettings, optimize } from './optimizer.js';

const packing = new Packing([
  { name: 'kernel', shape: [1, 2], initial: { value: 0 }, decays: true },
  { name: 'bias', shape: [1], initial: { value: 0 }, decays: false },
]);
const SETTINGS: OptimizerSettings = { beta1: 0.9, beta2: 0.99, epsilon: 0, weightDecay: 0, clipNorm: 1000, muon: 0 };

async function step(settings: OptimizerSettings, inputs: Record<string, readonly number[]>) {
  const graph = new Graph();
  const vector = (name: string) => graph.input(name, [3]);
  const state = { parameters: vector('parameters'), moment1: vector('moment1'), moment2: vector('moment2') };
  const gradients = [graph.input('kernelGradient', [1, 2]), graph.input('biasGradient', [1])];
  const schedule = { rate: graph.input('rate', []), step: graph.input('step', []) };
  const next = optimize(state, gradients, packing, schedule, settings);
  const outputs = Object.fromEntries(Object.entries(next).map(([name, value]) => [`next.${name}`, value]));
  const session = await Session.create(compile(outputs), { threads: 1 });
  const shapes: Record<string, number[]> = { kernelGradient: [1, 2], biasGradient: [1], rate: [], step: [] };
  const feeds = Object.entries(inputs).map(([name, values]) => [
    name,
    tensor(Float32Array.from(values), shapes[name] ?? [3]),
  ]);
  const result = await session.run(Object.fromEntries(feeds));
  await session.dispose();
  return (name: string) =>
    Array.from(result[`next.${name}`]!.data as Float32Array, (value) => Number(value.toFixed(5)));
}

const start = { parameters: [1, 2, 3], moment1: [0, 0, 0], moment2: [0, 0, 0], rate: [0.1], step: [1] };

test('the first step goes one rate against the sign of the gradient, thanks to the bias correction', async () => {
  const next = await step(SETTINGS, { ...start, kernelGradient: [5, -0.01], biasGradient: [2] });
  assert.deepEqual(next('parameters'), [0.9, 2.1, 2.9]);
  assert.deepEqual(next('moment1'), [0.5, -0.001, 0.2]);
  assert.deepEqual(next('moment2'), [0.25, 0, 0.04]);
  assert.deepEqual(next('gradientNorm'), [Number(Math.hypot(5, 0.01, 2).toFixed(5))]);
});

test('the second step is what the published algorithm gives', async () => {
  const moments = { moment1: [0.5, 0, 0], moment2: [0.25, 0.01, 0.01], step: [2] };
  const next = await step(SETTINGS, { ...start, ...moments, kernelGradient: [1, 0], biasGradient: [0] });
  // m = 0.55, v = 0.2575; corrected by 0.19 and 0.0199.
  const expected = 1 - (0.1 * (0.55 / 0.19)) / Math.sqrt(0.2575 / 0.0199);
  assert.deepEqual(next('parameters'), [Number(expected.toFixed(5)), 2, 3]);
});

test('decay is decoupled and spares biases; clipping scales the whole gradient', async () => {
  const decayed = await step(
    { ...SETTINGS, weightDecay: 0.5 },
    { ...start, kernelGradient: [1, 1], biasGradient: [1] },
  );
  assert.deepEqual(
    decayed('parameters'),
    [1 - 0.1 * (1 + 0.5), 2 - 0.1 * (1 + 1), 2.9].map((value) => Number(value.toFixed(5))),
  );
  const clipped = await step({ ...SETTINGS, clipNorm: 1 }, { ...start, kernelGradient: [3, 0], biasGradient: [4] });
  assert.deepEqual(clipped('moment1'), [0.06, 0, 0.08]);
});

test('Muon moves a kernel along all its directions alike, and leaves biases to AdamW', async () => {
  const side = 16;
  const packing = new Packing([
    { name: 'kernel', shape: [side, side], initial: { value: 0 }, decays: true },
    { name: 'bias', shape: [side], initial: { value: 0 }, decays: false },
  ]);
  const graph = new Graph();
  const vector = (name: string) => graph.input(name, [packing.length]);
  const state = { parameters: vector('parameters'), moment1: vector('moment1'), moment2: vector('moment2') };
  const gradients = [graph.input('kernelGradient', [side, side]), graph.input('biasGradient', [side])];
  const schedule = { rate: graph.constant(0.1), step: graph.constant(1) };
  const { parameters: next } = optimize(state, gradients, packing, schedule, { ...SETTINGS, muon: 0.95 });
  const session = await Session.create(compile({ next }), { threads: 1 });
  const zeros = tensor(new Float32Array(packing.length), [packing.length]);
  // A diagonal whose entries, its singular values, differ by a factor of 16.
  const diagonal = Float32Array.from({ length: side ** 2 }, (_, index) => (index % 17 === 0 ? 1 + index / 17 : 0));
  const result = await session.run({
    parameters: zeros,
    moment1: zeros,
    moment2: zeros,
    kernelGradient: tensor(diagonal, [side, side]),
    biasGradient: tensor(
      Float32Array.from({ length: side }, (_, index) => index + 1),
      [side],
    ),
  });
  await session.dispose();
  const moved = result.next!.data as Float32Array;
  for (const [index, value] of moved.entries()) {
    // AdamW's first step is one rate. Muon's is rate · 0.2 · √16 = 0.08 for singular values of about 0.7 to 1.2.
    if (index >= side ** 2) assert.equal(Number(value.toFixed(5)), -0.1);
    else if (index % 17 === 0) assert(value < -0.08 * 0.65 && value > -0.08 * 1.25, `${value}`);
    else assert.equal(Math.abs(value), 0);
  }
});
