import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import sharp from 'sharp';
import { readVerificationFile } from '../../detect/verification-file.js';
import { GENERATORS, VARIANTS } from '../../train/ablation.js';
import { run } from '../program.js';
import { catchPrinted } from '../testing/catch-printed.js';
import { writeTrainingPhotos } from '../testing/training-photos.js';

let root: string;
let out: string;
before(async () => {
  root = await mkdtemp(join(tmpdir(), 'farface-ablate-'));
  out = join(root, 'ablation');
  await writeTrainingPhotos(root, [384, 110]);
});
after(() => rm(root, { recursive: true }));

const STEP = ['upscaling', 'adversarial', 'drawn', 'joint'].flatMap((phase) => [
  ...['--set', `${phase}.steps=1`, '--set', `${phase}.larger=2`],
  ...['--set', `${phase}.pairs=${phase === 'drawn' ? 0 : 2}`],
  ...['--set', `${phase}.candidates=${phase === 'upscaling' ? 0 : 2}`],
]);
const ablate = (...words: string[]) =>
  catchPrinted(() =>
    run(['ablate', '--data', root, '--out', out, '--seeds', '3', '--threads', '1', ...STEP, ...words]),
  );
const read = (...path: string[]) => readFile(join(out, ...path));
const runs = () => [
  ...Object.keys(GENERATORS).map((name) => ['generators', name]),
  ...VARIANTS.flatMap(({ name }) => ['drawn', 'joint'].map((phase) => ['seed-3', name, phase])),
];
const weightsOf = () => Promise.all(runs().map((path) => read(...path, 'verification.safetensors')));

test('trains generators and variants, scores them on held-back photos, and leaves a table, numbers and a figure', async () => {
  const { code, stdout, stderr } = await ablate();
  assert.equal(code, 0, stderr);
  const { rows, seeds, photos } = JSON.parse((await read('ablation.json')).toString()) as {
    rows: { title: string; differences: { name: string; values: [number | null, number | null] }[] }[];
    seeds: number[];
    photos: number;
  };
  const titles = ['proposals alone', ...VARIANTS.map(({ title }) => title)];
  assert.deepEqual(
    rows.map(({ title }) => title),
    titles,
  );
  assert.deepEqual([seeds, photos > 0], [[3], true]);
  assert.equal((await read('ablation.txt')).toString(), stdout);
  for (const title of titles) assert.ok(stdout.includes(title), title);
  for (const { differences } of rows)
    for (const { values } of differences)
      for (const value of values) assert.ok(value === null || (value >= 0 && value <= 1));
  const figure = (await read('ablation.svg')).toString();
  for (const title of titles) assert.ok(figure.includes(title), `the figure names ${title}`);
  const { width = 0 } = await sharp(join(out, 'ablation.png')).metadata();
  assert.ok(width > 600);
  // Drawings are in nobody's way once they have been learnt from.
  for (const name of Object.keys(GENERATORS)) assert.ok(!existsSync(join(out, 'drawings', `${name}.drawings`)), name);
});

test('each variant is a second stage of its own that detection can load', async () => {
  for (const { name, generator } of VARIANTS) {
    for (const phase of ['drawn', 'joint']) {
      const { preset } = await readVerificationFile(join(out, 'seed-3', name, phase, 'verification.safetensors'));
      assert.equal(preset.generator?.native, generator === undefined ? undefined : true);
      assert.equal(preset.generator?.refinement === undefined, !generator || generator === 'upsampling', name);
    }
  }
});

test('called again after a kill it takes what is trained, and comes to the same', async () => {
  const [before, table] = [await weightsOf(), await read('ablation.txt')];
  // As where it was killed while the last but one learnt from drawings: neither that run nor what comes of it is there.
  const lost = ['no-classification/drawn', 'no-classification/joint', 'full', 'no-classification/judged'];
  for (const path of lost) await rm(join(out, 'seed-3', path), { recursive: true });
  await rm(join(out, 'ablation.json'));
  const { code, stderr } = await ablate();
  assert.equal(code, 0, stderr);
  assert.ok(!stderr.includes('upsampling alone, seed 3'), stderr);
  const now = await weightsOf();
  for (const [i, bytes] of before.entries()) assert.ok(now[i]!.equals(bytes), `${runs()[i]!.join('/')} has changed`);
  assert.deepEqual(await read('ablation.txt'), table);
});

test('other settings do not mix with what was trained, and seeds are whole numbers', async () => {
  const { code, stderr } = await ablate('--set', 'drawn.steps=2');
  assert.equal(code, 1);
  assert.match(stderr, /no-gan.drawn: was trained with other settings\. Name another folder/);
  assert.equal((await ablate('--seeds', '1,x')).code, 2);
  assert.equal((await ablate('--seeds', '1,1')).code, 2);
});
