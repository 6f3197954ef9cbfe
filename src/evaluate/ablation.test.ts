import assert from 'node:assert/strict';
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { ablationTable, writeAblation } from './ablation.js';
import { evaluate } from './evaluate.js';
import { WIDER_FACE } from './protocols.js';
import { found, markedFace, markedPhoto } from './testing/photos.js';

const photos = [markedPhoto('a/1', markedFace([0, 0, 9, 9]), markedFace([50, 50, 19, 19]))];
const scored = (...faces: ReturnType<typeof found>[]) =>
  evaluate({ protocol: WIDER_FACE }, { photos, label: 'a part' }, new Map([['a/1', faces]]));

/** The small face is found by the second row alone. */
const ROWS = [
  { title: 'proposals alone', evaluation: scored(found(0.9, [50, 50, 19, 19])) },
  {
    title: 'full',
    evaluation: scored(found(0.9, [50, 50, 19, 19]), found(0.8, [0, 0, 9, 9])),
    combination: { weight: 0.25, bias: 0.1, lift: 0, boxWeight: 0.5, maxHeight: 32, minProposal: 0.2, maxProposal: 1 },
  },
];

test('a row a variant: average precision by sets and heights, and the rule', () => {
  const [title, , head, first, second] = ablationTable(ROWS).split('\n');
  assert.equal(title, 'WIDER FACE val, a part');
  const cells = (line: string) => line.trim().split(/ {2,}/);
  assert.deepEqual(cells(head!).slice(0, 6), ['AP', 'all', '4–8', '8–12', '12–16', '16–24']);
  // Of faces 9 and 19 pixels tall; the other heights have none.
  const [name, all, none, small, , larger] = cells(first!);
  assert.deepEqual([name, none, small, larger], ['proposals alone', '–', '0.000', '1.000']);
  assert.ok(Number(all) > 0.4 && Number(all) < 0.6, all);
  assert.deepEqual(cells(second!).slice(0, 4), ['full', '1.000', '–', '1.000']);
  assert.deepEqual(cells(second!).slice(-3), ['0.25', '0.5', '32 px']);
});

test('the files have the same numbers, and null where there is nothing to measure', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'farface-'));
  try {
    await writeAblation(folder, ROWS);
    assert.deepEqual((await readdir(folder)).sort(), ['ablation.json', 'ablation.png', 'ablation.svg', 'ablation.txt']);
    const [first, second] = JSON.parse(await readFile(join(folder, 'ablation.json'), 'utf8')) as [
      { combination: null; heights: Record<string, number | null> },
      { combination: { weight: number }; heights: Record<string, number | null> },
    ];
    assert.deepEqual([first.heights['8–12'], first.heights['4–8'], first.combination], [0, null, null]);
    assert.deepEqual([second.heights['8–12'], second.combination.weight], [1, 0.25]);
    assert.equal(await readFile(join(folder, 'ablation.txt'), 'utf8'), `${ablationTable(ROWS)}\n`);
  } finally {
    await rm(folder, { recursive: true });
  }
});
