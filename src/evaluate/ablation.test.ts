import assert from 'node:assert/strict';
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { ablationTable, writeAblation } from './ablation.js';
import { compareRuns } from './bootstrap.js';
import { WIDER_FACE } from './protocols.js';
import { found, markedFace, markedPhoto } from './testing/photos.js';

const photos = [0, 1, 2].map((i) => markedPhoto(`a/${i}`, markedFace([0, 0, 9, 9]), markedFace([50, 50, 19, 19])));
const all = (...faces: ReturnType<typeof found>[]) =>
  new Map(photos.map(({ event, name }) => [`${event}/${name}`, faces]));
const LARGER = all(found(0.9, [50, 50, 19, 19]));
const BOTH = all(found(0.9, [50, 50, 19, 19]), found(0.8, [0, 0, 9, 9]));
const rowOf = (title: string, runs: (typeof BOTH)[]) => ({
  title,
  combinations: [],
  differences: compareRuns(WIDER_FACE, photos, [runs, [LARGER, LARGER]]),
});

/** The small face is found by one of the second row's two runs. */
const RESULT = {
  ...{ baseline: 'no GAN', photos: 3, faces: [0, 3, 0, 3, 0, 0, 0], seeds: [1, 2] },
  rows: [rowOf('no GAN', [LARGER, LARGER]), rowOf('full', [LARGER, BOTH])],
};

test('a row a variant, the mean over its seeds, and its distance from the baseline', () => {
  const [note, , head, baseline, full, difference, ...rest] = ablationTable(RESULT).split('\n');
  assert.match(note!, /3; means over seeds 1, 2/);
  assert.deepEqual(rest, []);
  const cells = (line: string) => line.trim().split(/ {2,}/);
  assert.deepEqual(cells(head!).slice(0, 4), ['AP, all', 'AP, 4–8 px', 'AP, 8–12 px', 'AP, 12–16 px']);
  assert.deepEqual(cells(baseline!).slice(0, 4), ['no GAN', '0.5000', '–', '0.0000']);
  assert.deepEqual(cells(full!).slice(0, 4), ['full', '0.7500', '–', '0.5000']);
  assert.deepEqual(cells(difference!).slice(0, 2), ['less no GAN', '+0.2500 [+0.2500, +0.2500]']);
  assert.match(cells(head!).at(-1)!, /^exposed/);
});

test('the files have the same numbers, and null where there is nothing to measure', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'farface-'));
  try {
    await writeAblation(folder, RESULT);
    assert.deepEqual((await readdir(folder)).sort(), ['ablation.json', 'ablation.png', 'ablation.svg', 'ablation.txt']);
    const { rows } = JSON.parse(await readFile(join(folder, 'ablation.json'), 'utf8')) as {
      rows: { differences: { name: string; values: (number | null)[] }[] }[];
    };
    const of = (row: number, name: string) => rows[row]!.differences.find((one) => one.name === name)!.values[0];
    assert.deepEqual([of(0, 'AP, 8–12 px'), of(1, 'AP, 8–12 px'), of(1, 'AP, 4–8 px')], [0, 0.5, null]);
    assert.equal(await readFile(join(folder, 'ablation.txt'), 'utf8'), `${ablationTable(RESULT)}\n`);
  } finally {
    await rm(folder, { recursive: true });
  }
});
