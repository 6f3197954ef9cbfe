import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
  compile,
  differentiate,
  fullyConnected,
  Graph,
  multiply,
  reduceMean,
  splitVector,
  subtract,
  tanh,
} from '../graph/index.js';
import { Packing } from '../networks/parameters.js';
import { createRandom, normal } from '../random/random.js';
import { Session, tensor } from '../runtime/session.js';
import { optimize } from './optimizer.js';

test('two layers and AdamW learn exclusive or to near zero', async () => {
  const packing = new Packing([
    { name: 'hidden.weight', shape: [8, 2], initial: { deviation: 1 }, decays: true },
    { name: 'hidden.bias', shape: [8], initial: { value: 0 }, decays: false },
    { name: 'output.weight', shape: [1, 8], initial: { deviation: 0.5 }, decays: true },
    { name: 'output.bias', shape: [1], initial: { value: 0 }, decays: false },
  ]);
  const graph = new Graph();
  const vector = (name: string) => graph.input(name, [packing.length]);
  const state = { parameters: vector('parameters'), moment1: vector('moment1'), moment2: vector('moment2') };
  const tensors = splitVector(state.parameters, packing.shapes);
  const [hiddenWeight, hiddenBias, outputWeight, outputBias] = tensors;
  const inputs = graph.constant(Float32Array.of(0, 0, 0, 1, 1, 0, 1, 1), [4, 2]);
  const truth = graph.constant(Float32Array.of(0, 1, 1, 0), [4, 1]);
  const hidden = tanh(fullyConnected(inputs, hiddenWeight!, hiddenBias!));
  const error = subtract(fullyConnected(hidden, outputWeight!, outputBias!), truth);
  const loss = reduceMean(multiply(error, error));
  const schedule = { rate: graph.constant(0.05), step: graph.input('step', []) };
  const settings = { beta1: 0.9, beta2: 0.99, epsilon: 1e-8, weightDecay: 1e-4, clipNorm: 10, muon: 0 };
  const next = optimize(state, differentiate(loss, tensors), packing, schedule, settings);
  const session = await Session.create(
    compile({ loss, 'next.parameters': next.parameters, 'next.moment1': next.moment1, 'next.moment2': next.moment2 }),
    { threads: 1 },
  );

  const random = createRandom(3);
  const shape = [packing.length];
  let values: Record<string, ReturnType<typeof tensor>> = {
    parameters: tensor(
      packing.initialize(() => normal(random)),
      shape,
    ),
    moment1: tensor(new Float32Array(packing.length), shape),
    moment2: tensor(new Float32Array(packing.length), shape),
  };
  let last = Number.POSITIVE_INFINITY;
  for (let step = 1; step <= 300; step += 1) {
    const outputs = await session.run({ ...values, step: tensor(Float32Array.of(step), []) });
    last = outputs.loss!.data[0] as number;
    values = Object.fromEntries(Object.keys(values).map((name) => [name, outputs[`next.${name}`]!]));
  }
  assert.ok(last < 1e-3, `the loss is ${last} after 300 steps`);
  await session.dispose();
});
