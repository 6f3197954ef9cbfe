import assert from 'node:assert/strict';
import { test } from 'node:test';
import { compile, Graph, type Tensor } from '../graph/index.js';
import { createRandom, normal, uniform } from '../random/random.js';
import { Session, tensor } from '../runtime/session.js';
import { InferenceLayers } from './inference-layers.js';
import type { Layers } from './layers.js';
import type { Packing, Weights } from './parameters.js';
import { proposalModel } from './proposal-model.js';
import { proposalNetwork, STRIDES } from './proposal-network.js';
import { type Declaration, declare } from './training-layers.js';

/** Weights as drawn, and statistics as a trained network might have them. */
function randomWeights({ parameters, statistics }: Declaration): Weights {
  const random = createRandom(5);
  const draw = (packing: Packing, value: () => number) => packing.unpack(new Float32Array(packing.length).map(value));
  const trained = parameters.unpack(
    parameters.initialize(() => normal(random)).map((value) => value + 0.1 * normal(random) * value),
  );
  return new Map([...trained, ...draw(statistics, () => uniform(random, 0.5, 2))]);
}

async function largestDifference(
  models: readonly Uint8Array[],
  inputs: Record<string, ReturnType<typeof tensor>>,
): Promise<number> {
  const results = await Promise.all(
    models.map(async (model) => {
      const session = await Session.create(model, { threads: 1 });
      const outputs = await session.run(inputs);
      await session.dispose();
      return Object.keys(outputs)
        .sort()
        .flatMap((name) => Array.from(outputs[name]!.data as Float32Array));
    }),
  );
  const [folded, unfolded] = results as [number[], number[]];
  assert.equal(folded.length, unfolded.length);
  assert.ok(
    folded.some((value) => Math.abs(value) > 1e-3),
    'all outputs are zero',
  );
  return Math.max(...folded.map((value, index) => Math.abs(value - unfolded[index]!) / (1 + Math.abs(value))));
}

test('folding batch normalisation into the proposal network changes no output by more than 1e-4', async () => {
  const weights = randomWeights(declare((layers, pixels) => proposalNetwork(layers, pixels!), [[1, 3, 64, 64]]));
  const random = createRandom(6);
  const image = tensor(
    new Uint8Array(64 * 96 * 3).map(() => uniform(random, 0, 256)),
    [1, 64, 96, 3],
  );
  const models = [proposalModel(weights), proposalModel(weights, { fold: false })];
  assert.ok((await largestDifference(models, { image })) <= 1e-4);
});

test('the same for transposed convolutions', async () => {
  const network = (layers: Layers, x: Tensor) =>
    layers.transposedConvolution('up', layers.convolution('first', x, { features: 5 }), { features: 4, kernel: 4 });
  const weights = randomWeights(declare(network, [[1, 3, 8, 8]]));
  const models = [true, false].map((fold) => {
    const graph = new Graph();
    return compile({ y: network(new InferenceLayers(graph, weights, fold), graph.input('x', [1, 3, 8, 8])) });
  });
  const random = createRandom(7);
  const x = tensor(
    new Float32Array(3 * 64).map(() => normal(random)),
    [1, 3, 8, 8],
  );
  assert.ok((await largestDifference(models, { x })) <= 1e-4);
});

test('the proposal network: parameters, branches, and weights of another network refused', () => {
  const declaration = declare((layers, pixels) => proposalNetwork(layers, pixels!), [[1, 3, 64, 64]]);
  assert.equal(declaration.parameters.length, 948_036);
  assert.deepEqual([...STRIDES], [4, 8, 16, 32]);
  const names = declaration.parameters.specifications.map(({ name }) => name);
  assert.ok(names.includes('stem.conv1.weight') && names.includes('branch4.box.bias'));
  assert.equal(new Set(names).size, names.length);
  const weights = new Map(randomWeights(declaration));
  weights.delete('stem.conv1.weight');
  assert.throws(() => proposalModel(weights), /no tensor stem\.conv1\.weight: they are of another network/);
  weights.set('stem.conv1.weight', { shape: [1], data: new Float32Array(1) });
  assert.throws(
    () => proposalModel(weights),
    /stem\.conv1\.weight has the shape \[1\], the network needs \[16,3,3,3\]/,
  );
});
