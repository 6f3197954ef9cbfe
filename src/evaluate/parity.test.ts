import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { openWiderFace } from './benchmarks.js';
import { evaluate } from './evaluate.js';
import { Problems } from './predictions/problems.js';
import { noteMissing, readPredictions } from './predictions/read.js';
import { chooseSubset } from './subset.js';

const shared = '../shared/wider';
const archive = join(shared, 'retinaface-mnet025-predictions.tar.xz');
const skip = existsSync(archive) ? false : `needs ${archive}`;

test('a published detector gets its published scores', { skip }, async () => {
  const folder = await mkdtemp(join(tmpdir(), 'farface-'));
  try {
    execFileSync('tar', ['-xJf', archive, '-C', folder]);
    // No photo is there: annotations and predictions are enough.
    const benchmark = await openWiderFace(folder, { annotations: join(shared, 'ground-truth'), needImages: false });
    const problems = new Problems();
    const predictions = await readPredictions(folder, benchmark.photos, problems);
    noteMissing(predictions, benchmark.photos, problems);
    assert.deepEqual(problems.list(), []);

    const { sets, heights, photos, subset } = evaluate(benchmark, chooseSubset(benchmark.photos), predictions);
    assert.deepEqual([photos, subset], [3226, undefined]);
    // The number of faces in each set is published with the data set, the scores with RetinaFace mobilenet0.25.
    assert.deepEqual(
      sets.map(({ name, faces, averagePrecision }) => [name, faces, averagePrecision.toFixed(5)]).slice(0, 3),
      [
        ['easy', 7211, '0.90696'],
        ['medium', 13319, '0.88158'],
        ['hard', 31958, '0.73829'],
      ],
    );
    // All faces but 69 that can be judged are at least 4 pixels tall.
    const all = sets.at(-1)!;
    assert.equal(
      heights.reduce((sum, { faces }) => sum + faces, 0),
      all.faces - 69,
    );
  } finally {
    await rm(folder, { recursive: true });
  }
});
