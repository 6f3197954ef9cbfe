import assert from 'node:assert/strict';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { InputError } from '../errors/errors.js';
import { encodeSafetensors } from '../weights/safetensors.js';
import { loadCheckpoint, saveCheckpoint } from './checkpoint.js';

const folder = await mkdtemp(join(tmpdir(), 'farface-'));
after(() => rm(folder, { recursive: true }));
const path = join(folder, 'checkpoint.safetensors');
const CHECKPOINT = {
  step: 7,
  hours: 0.25,
  settings: { steps: 9, loss: { box: 2 } },
  state: new Map([['parameters', Float32Array.of(1, 2, 3)]]),
  lossScales: { '': { value: 1024, goodSteps: 3 } },
};

test('a checkpoint comes back as it was saved', async () => {
  await saveCheckpoint(path, CHECKPOINT);
  assert.deepEqual(await loadCheckpoint(path, { parameters: 3 }), CHECKPOINT);
});

test('one of another network, or a damaged one, is refused by name', async () => {
  await saveCheckpoint(path, CHECKPOINT);
  const refused = (lengths: Record<string, number>, message: RegExp) =>
    assert.rejects(
      loadCheckpoint(path, lengths),
      (error: Error) => error instanceof InputError && error.message.startsWith(path) && message.test(error.message),
    );
  await refused({ parameters: 4 }, /parameters has 3 elements where the network needs 4/);
  await refused({ parameters: 3, moment1: 3 }, /moment1 has no elements/);
  const metadata = { kind: 'farface checkpoint', step: '7', hours: '0', settings: '{"steps":' };
  await writeFile(path, encodeSafetensors(new Map(), metadata));
  await refused({}, /expected a checkpoint of farface's training/);
  await writeFile(path, encodeSafetensors(new Map(), { kind: 'something else' }));
  await refused({}, /expected a checkpoint/);
});
