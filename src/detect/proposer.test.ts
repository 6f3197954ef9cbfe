import assert from 'node:assert/strict';
import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { InputError } from '../errors/errors.js';
import { startWorker } from '../platform/node/worker.js';
import { encodeSafetensors } from '../weights/safetensors.js';
import { createDetector, type Detection } from './detector.js';
import { loadProposer } from './load-proposer.js';
import { writeUntrainedWeights } from './testing/untrained-weights.js';

const folder = await mkdtemp(join(tmpdir(), 'farface-proposer-'));
after(() => rm(folder, { recursive: true }));
const weights = join(folder, 'untrained.safetensors');
await writeUntrainedWeights(weights);

/** Noise of 300 × 200: an untrained network finds something in it. */
const noise = {
  width: 300,
  height: 200,
  data: Uint8Array.from({ length: 300 * 200 * 3 }, (_, index) => ((index * 2_654_435_761) >>> 13) & 255),
};
const options = { weights, threads: 1, threshold: 0.011 };

test('maps have the size of the input over the stride', async () => {
  const proposer = await loadProposer({ weights, threads: 1 });
  const maps = await proposer.propose(new Uint8Array(96 * 64 * 3), 96, 64);
  assert.deepEqual(
    maps.map((map) => {
      assert.ok('scores' in map);
      return [map.stride, map.rows, map.columns, map.scores.length, map.boxes.length];
    }),
    [
      [4, 16, 24, 384, 1536],
      [8, 8, 12, 96, 384],
      [16, 4, 6, 24, 96],
      [32, 2, 3, 6, 24],
    ],
  );
  assert.ok(maps.every((map) => 'scores' in map && map.scores.every((score) => score > 0 && score < 1)));
  await proposer.dispose();
});

test('several detectors at once, here and in worker threads, find the same', async () => {
  const detectors = await Promise.all([createDetector(options), createDetector(options)]);
  const script = new URL('./testing/detect-worker', import.meta.url);
  const workers = [0, 1].map(() => startWorker(script, { source: noise, options }));
  const answers = workers.map(async (worker): Promise<Detection> => (await once(worker, 'message'))[0]);
  const [first, ...others] = await Promise.all([...detectors.map((detector) => detector.detect(noise)), ...answers]);
  assert.ok(first!.faces.length > 0);
  for (const other of others) assert.deepEqual(other, first);
  await Promise.all(detectors.map((detector) => detector.dispose()));
});

test('weights that are missing, damaged or another network’s', async () => {
  const rejects = (file: string, message: RegExp) =>
    assert.rejects(
      loadProposer({ weights: file }),
      (error: Error) => error instanceof InputError && error.message.startsWith(file) && message.test(error.message),
    );
  const other = join(folder, 'other.safetensors');
  await writeFile(other, encodeSafetensors(new Map([['x', { shape: [1], data: Float32Array.of(1) }]])));
  await rejects(other, /no tensor stem\.conv1\./);
  const text = join(folder, 'text.safetensors');
  await writeFile(text, 'not weights at all');
  await rejects(text, /expected a safetensors file/);
  await rejects(join(folder, 'absent.safetensors'), /cannot be read.*Check the path/);
});
