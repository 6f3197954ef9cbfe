import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { copyFile, mkdir, mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { after, before, test } from 'node:test';
import sharp from 'sharp';
import { readVerificationFile } from '../../detect/verification-file.js';
import { VARIANTS } from '../../train/ablation.js';
import { run } from '../program.js';
import { catchPrinted } from '../testing/catch-printed.js';
import { TWO_STEPS, writeTrainingPhotos } from '../testing/training-photos.js';

const SHARED = '../shared/wider';
const skip = existsSync(join(SHARED, 'sample')) ? false : `needs ${SHARED}/sample`;

/** Photos of val with tiny and with larger faces. */
const VAL = [
  '0--Parade/0_Parade_marchingband_1_476.jpg',
  '2--Demonstration/2_Demonstration_Demonstrators_2_486.jpg',
] as const;
const ANNOTATIONS = ['face', 'easy', 'medium', 'hard'].map((name) => `wider_${name}_val.mat`);
const TITLES = ['proposals alone', ...VARIANTS.map(({ title }) => title)];

let root: string;
let out: string;
before(async () => {
  root = await mkdtemp(join(tmpdir(), 'farface-ablate-'));
  out = join(root, 'ablation');
  if (skip) return;
  await writeTrainingPhotos(root);
  for (const name of ANNOTATIONS)
    await copyFile(join(SHARED, 'ground-truth', name), join(root, 'wider_face_split', name));
  for (const name of VAL) {
    const to = join(root, 'WIDER_val', 'images', name);
    await mkdir(dirname(to), { recursive: true });
    await copyFile(join(SHARED, 'sample', 'WIDER_val', 'images', name), to);
  }
});
after(() => rm(root, { recursive: true }));

const ablate = (...words: string[]) =>
  catchPrinted(() => run(['ablate', '--data', root, '--out', out, '--every', '1', ...TWO_STEPS, ...words]));
const read = (...path: string[]) => readFile(join(out, ...path));
/** What each variant has learnt, and the log of its steps. */
const trained = () =>
  Promise.all(
    VARIANTS.flatMap(({ name }) =>
      ['metrics.jsonl', 'verification.safetensors'].map((file) => read('runs', name, file)),
    ),
  );

interface Row {
  readonly title: string;
  readonly combination: { readonly weight: number } | null;
  readonly photos: number;
  readonly sets: Record<string, number>;
  readonly heights: Record<string, number | null>;
}
const rows = async () => JSON.parse((await read('ablation.json')).toString()) as Row[];

test('trains every variant, scores them all, and leaves a table, numbers and a figure', { skip }, async () => {
  const { code, stdout, stderr } = await ablate();
  assert.equal(code, 0, stderr);
  for (const { title } of VARIANTS) assert.ok(stderr.includes(`${title}:\n`), `${title} is trained`);

  const results = await rows();
  assert.deepEqual(
    results.map(({ title }) => title),
    TITLES,
  );
  const [head, , columns, ...lines] = stdout.trimEnd().split('\n');
  assert.match(head!, /^WIDER FACE val, .*2 of 3226 photos/);
  const cells = (line: string) => line.trim().split(/ {2,}/);
  assert.deepEqual(cells(columns!).slice(0, 7), ['AP', 'easy', 'medium', 'hard', 'all', '4–8', '8–12']);
  assert.equal((await read('ablation.txt')).toString(), stdout);
  for (const [i, { title, combination, photos, sets, heights }] of results.entries()) {
    const values = [...Object.values(sets), ...Object.values(heights)];
    const known = values.map((value) => (value === null ? '–' : value.toFixed(3)));
    assert.deepEqual(cells(lines[i]!).slice(0, 1 + values.length), [title, ...known]);
    assert.equal(photos, VAL.length);
    assert.equal(combination === null, title === 'proposals alone');
    for (const value of values) assert.ok(value === null || (value >= 0 && value <= 1), `${title}: ${value}`);
  }
  const figure = (await read('ablation.svg')).toString();
  for (const title of TITLES) assert.ok(figure.includes(title), `the figure names ${title}`);
  const { width = 0, height = 0 } = await sharp(join(out, 'ablation.png')).metadata();
  assert.ok(width > 600 && height > 300, `${width} × ${height}`);
});

test('the proposals alone score as farface evaluate says', { skip }, async () => {
  const [alone] = await rows();
  const to = join(root, 'evaluation');
  const predictions = join(out, 'val', 'proposals');
  const words = ['--data', root, '--predictions', predictions, '--every', '1', '--out', to];
  assert.equal((await catchPrinted(() => run(['evaluate', 'wider-face', ...words]))).code, 0);
  const { sets } = JSON.parse(await readFile(join(to, 'results.json'), 'utf8')) as {
    sets: { name: string; averagePrecision: number }[];
  };
  for (const { name, averagePrecision } of sets)
    assert.ok(Math.abs(alone!.sets[name]! - averagePrecision) < 1e-6, `${name}: ${averagePrecision}`);
  assert.ok(alone!.sets.hard! > 0.3, `${alone!.sets.hard}`);
});

test('each variant is a second stage of its own that detection can load', { skip }, async () => {
  const results = await rows();
  for (const [i, { name }] of VARIANTS.entries()) {
    const { preset, combination } = await readVerificationFile(join(out, `${name}.safetensors`));
    assert.deepEqual(combination, results[i + 1]!.combination);
    assert.equal(preset.generator === null, name === 'no-gan');
    assert.equal(preset.generator?.refinement === undefined, name === 'no-gan' || name === 'no-refinement');
  }
});

test('what is found in held-back photos each variant judges by itself', { skip }, async () => {
  const judgements = await Promise.all(
    VARIANTS.map(async ({ name }) => {
      const lines = (await read('held-back', name, 'predictions.jsonl')).toString();
      return [...lines.matchAll(/"verification":([\d.e-]+)/g)].map(([, value]) => Number(value));
    }),
  );
  for (const values of judgements) {
    assert.ok(values.length > 0 && values.length === judgements[0]!.length, `${values.length} candidates`);
    assert.ok(values.every((value) => value > 0 && value < 1));
  }
  assert.equal(new Set(judgements.map(String)).size, VARIANTS.length);
});

test('called again it takes what is trained and found, and trains nothing twice', { skip }, async () => {
  const [before, results] = [await trained(), await rows()];
  // As where a run was stopped after its last step: the checkpoint has all that the weights are made of.
  await rm(join(out, 'runs', 'full', 'verification.safetensors'));
  await rm(join(out, 'ablation.json'));
  const { code, stdout, stderr } = await ablate();
  assert.equal(code, 0, stderr);
  for (const { title } of VARIANTS) assert.equal(stderr.includes(`${title}:\n`), title === 'full', title);
  assert.match(stderr, /2 of 2 steps/);
  assert.deepEqual(await rows(), results);
  assert.equal((await read('ablation.txt')).toString(), stdout);
  const now = await trained();
  for (const [i, bytes] of before.entries()) assert.ok(now[i]!.equals(bytes), `file ${i} of the runs has changed`);
});

test('other settings do not mix with what was trained', { skip }, async () => {
  const before = await readdir(join(out, 'runs'));
  const { code, stderr } = await ablate('--set', 'steps=3');
  assert.equal(code, 1);
  assert.match(stderr, /no-gan was trained with other settings\. Name another folder/);
  assert.deepEqual(await readdir(join(out, 'runs')), before);
});
