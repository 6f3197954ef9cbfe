import assert from 'node:assert/strict';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { Packing } from '../networks/parameters.js';
import { tensor } from '../runtime/session.js';
import { saveCheckpoint } from './checkpoint.js';
import { declareProposals } from './proposal-step.js';
import { TrainingState } from './training-state.js';

const folder = await mkdtemp(join(tmpdir(), 'farface-'));
after(() => rm(folder, { recursive: true }));

const kernel = { name: 'conv.weight', shape: [2, 1, 1, 1], initial: { deviation: 1 }, decays: true };
const mean = { name: 'conv.norm.running_mean', shape: [2], initial: { value: 0 }, decays: false };
const variance = { name: 'conv.norm.running_var', shape: [2], initial: { value: 1 }, decays: false };
const declaration = { parameters: new Packing([kernel]), statistics: new Packing([mean, variance]) };
const PAIR = { first: declaration, second: declaration };

test('a new state has each network’s vectors, and no two networks the same kernels', () => {
  const { vectors, step } = TrainingState.initialize(PAIR, 1);
  assert.equal(step, 0);
  const names = ['parameters', 'moment1', 'moment2', 'average', 'statistics'];
  assert.deepEqual(
    [...vectors.keys()],
    ['first', 'second'].flatMap((network) => names.map((name) => `${network}.${name}`)),
  );
  assert.notDeepEqual(vectors.get('first.parameters'), vectors.get('second.parameters'));
  for (const name of ['moment1', 'moment2', 'average'])
    assert.deepEqual(vectors.get(`second.${name}`), Float32Array.of(0, 0), name);
  assert.deepEqual(vectors.get('second.statistics'), Float32Array.of(0, 0, 1, 1));
  // A network alone has no name, and draws what the first of two draws.
  const alone = TrainingState.initialize({ '': declaration }, 1).vectors;
  assert.deepEqual([...alone.keys()], names);
  assert.deepEqual(alone.get('parameters'), vectors.get('first.parameters'));
});

test('what a step puts out is the state that a checkpoint keeps, and averages are the weights', async () => {
  const state = TrainingState.initialize(PAIR, 1);
  const average = tensor(Float32Array.of(5, 6), [2]);
  state.update({ 'next.second.average': average, loss: tensor(Float32Array.of(9), []) });
  assert.ok(!('loss' in state.tensors));
  const path = join(folder, 'checkpoint.safetensors');
  await saveCheckpoint(path, { step: 3, hours: 0.5, settings: {}, state: state.vectors });
  const loaded = await TrainingState.load(PAIR, path);
  assert.deepEqual([loaded.step, loaded.hours], [3, 0.5]);
  assert.deepEqual(loaded.vectors, state.vectors);
  assert.deepEqual(loaded.weights.get('second.conv.weight'), { shape: [2, 1, 1, 1], data: Float32Array.of(5, 6) });
  assert.deepEqual(loaded.weights.get('first.conv.norm.running_var'), { shape: [2], data: Float32Array.of(1, 1) });
  await assert.rejects(TrainingState.load({ third: declaration }, path), /third\.parameters has no elements/);
});

test('a network that begins as a trained one has its average as parameters, which then go their own way', () => {
  const state = TrainingState.initialize(PAIR, 1);
  const { vectors: before } = state;
  state.startFrom('first', Float32Array.of(5, 6), Float32Array.of(1, 2, 3, 4));
  const after = state.vectors;
  assert.deepEqual(after.get('first.parameters'), Float32Array.of(5, 6));
  assert.deepEqual(after.get('first.average'), Float32Array.of(5, 6));
  assert.notEqual(after.get('first.average'), after.get('first.parameters'));
  assert.deepEqual(after.get('first.statistics'), Float32Array.of(1, 2, 3, 4));
  assert.deepEqual(after.get('first.moment1'), before.get('first.moment1'));
  assert.deepEqual(after.get('second.parameters'), before.get('second.parameters'));
});

test('the checkpoint of the shipped proposals’ training can be gone on from', async () => {
  const path = fileURLToPath(new URL('../../training/proposals/checkpoint.safetensors', import.meta.url));
  const state = await TrainingState.load({ '': declareProposals() }, path);
  assert.ok(state.step >= 7600 && state.hours > 1.5, `step ${state.step}, ${state.hours} hours`);
  assert.ok(state.weights.has('stem.conv1.weight') && state.weights.has('stem.conv1.norm.running_mean'));
});
