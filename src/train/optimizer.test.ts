import assert from 'node:assert/strict';
import { test } from 'node:test';
import { compile, Graph } from '../graph/index.js';
import { Packing } from '../networks/parameters.js';
import { Session, tensor } from '../runtime/session.js';
import { type AdamSettings, adam } from './optimizer.js';

const packing = new Packing([
  { name: 'kernel', shape: [1, 2], initial: { value: 0 }, decays: true },
  { name: 'bias', shape: [1], initial: { value: 0 }, decays: false },
]);
const SETTINGS: AdamSettings = { beta1: 0.9, beta2: 0.99, epsilon: 0, weightDecay: 0, clipNorm: 1000 };

async function step(settings: AdamSettings, inputs: Record<string, readonly number[]>) {
  const graph = new Graph();
  const vector = (name: string) => graph.input(name, [3]);
  const state = { parameters: vector('parameters'), moment1: vector('moment1'), moment2: vector('moment2') };
  const gradients = [graph.input('kernelGradient', [1, 2]), graph.input('biasGradient', [1])];
  const schedule = { rate: graph.input('rate', []), step: graph.input('step', []) };
  const next = adam(state, gradients, packing, schedule, settings);
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
