import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { availableParallelism, tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import sharp from 'sharp';
import { modelSettings } from '../batch/model-settings.js';
import { writeUntrainedVerification } from '../detect/testing/untrained-verification.js';
import { writeUntrainedWeights } from '../detect/testing/untrained-weights.js';
import { batchModelsOf, modelsOf, PARALLEL } from './models.js';
import { UsageError } from './terminal/exit.js';

const folder = await mkdtemp(join(tmpdir(), 'farface-second-stage-'));
after(() => rm(folder, { recursive: true }));
const weights = join(folder, 'proposals.safetensors');
const verificationWeights = join(folder, 'verification.safetensors');
await writeUntrainedWeights(weights);
await writeUntrainedVerification(verificationWeights);
const pixels = Uint8Array.from({ length: 160 * 96 * 3 }, (_, index) => ((index * 2_654_435_761) >>> 13) & 255);
await sharp(pixels, { raw: { width: 160, height: 96, channels: 3 } }).toFile(join(folder, 'noise.png'));

function farface(...words: string[]): Promise<{ code: number; out: string; errors: string }> {
  const main = fileURLToPath(new URL('./main.ts', import.meta.url));
  return new Promise((resolve) => {
    const command = ['--import', import.meta.resolve('tsx'), main, ...words];
    execFile(process.execPath, command, { cwd: folder }, (error, out, errors) =>
      resolve({ code: Number(error?.code ?? 0), out, errors }),
    );
  });
}

const MODEL = ['--weights', weights, '--threads', '1', '-t', '0.0101'];

test('detect --json shows both stages where a face was looked at again', async () => {
  const verified = await farface(
    'detect',
    'noise.png',
    '--json',
    ...MODEL,
    '--verification-weights',
    verificationWeights,
  );
  assert.equal(verified.code, 0, verified.errors);
  const { faces } = JSON.parse(verified.out);
  assert.ok(faces.length > 0);
  for (const { box, score, stages } of faces) {
    assert.equal(stages !== undefined, box.height <= 32, JSON.stringify({ box, stages }));
    // The untrained weights' metadata: equal weights, so odds are the geometric mean.
    const odds = (probability: number) => probability / (1 - probability);
    if (stages) {
      const expected = Math.sqrt(odds(stages.proposal) * odds(stages.verification));
      assert.ok(Math.abs(odds(score) / expected - 1) < 1e-2);
    }
  }
  const few = await farface(
    'detect',
    'noise.png',
    '--json',
    ...MODEL,
    '--verification-weights',
    verificationWeights,
    '--max-candidates',
    '1',
  );
  assert.ok(JSON.parse(few.out).faces.filter((face: { stages?: unknown }) => face.stages).length <= 1);
  const alone = await farface('detect', 'noise.png', '--json', ...MODEL);
  assert.ok(JSON.parse(alone.out).faces.every((face: { stages?: unknown }) => !face.stages));
});

test('photos of a batch are looked at in parallel, unless threads are given', () => {
  assert.equal(batchModelsOf({ threads: 2 }, 100).parallel, undefined);
  assert.equal(batchModelsOf({}, 1).parallel, undefined);
  assert.equal(batchModelsOf({ device: 'webgpu' }, 100).parallel, undefined);
  const { parallel = 1, threads = 1 } = batchModelsOf({}, 100);
  assert.equal(parallel, PARALLEL);
  assert.ok(parallel * threads <= availableParallelism());
});

test('flags that contradict each other are wrong usage', async () => {
  assert.throws(() => modelsOf({ verify: false, verificationWeights }), UsageError);
  const { code, errors } = await farface('detect', 'noise.png', '--no-verify', '--max-candidates', '3');
  assert.equal(code, 2);
  assert.match(errors, /--max-candidates is for the second look that --no-verify leaves out/);
});

test('results depend on the second stage’s weights and settings, where there is one', async () => {
  const own = await modelSettings({ weights });
  assert.deepEqual(Object.keys(own), ['weights', 'precision']);
  assert.deepEqual(await modelSettings({ weights, verify: false }), own);
  const second = await modelSettings({ weights, verificationWeights });
  assert.deepEqual(Object.keys(second), ['weights', 'precision', 'verification', 'maxCandidates']);
  assert.notDeepEqual(await modelSettings({ weights, verificationWeights, maxCandidates: 3 }), second);
  assert.equal((await modelSettings({ weights, precision: 'float32' })).precision, 'float32');
  const other = join(folder, 'other.safetensors');
  await writeFile(other, await readFile(verificationWeights));
  assert.deepEqual(await modelSettings({ weights, verificationWeights: other }), second);
  await writeUntrainedVerification(other, {
    combination: { weight: 0.25, bias: 0, lift: 0, boxWeight: 0.5, maxHeight: 32, minProposal: 0, maxProposal: 1 },
  });
  assert.notEqual((await modelSettings({ weights, verificationWeights: other })).verification, second.verification);
});
