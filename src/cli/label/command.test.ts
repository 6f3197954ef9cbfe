import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { appendFile, mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { after, afterEach, before, test } from 'node:test';
import sharp from 'sharp';
import { differenceHash } from '../../datasets/difference-hash.js';
import { run } from '../program.js';
import { catchPrinted } from '../testing/catch-printed.js';

const PEERS = '../shared/peers';
const skip = existsSync(PEERS) ? false : `needs ${PEERS}`;
const MODELS = ['--yunet', join(PEERS, 'yunet_n.onnx'), '--scrfd', join(PEERS, 'scrfd_2.5g_kps.onnx')];

let folder: string;
let out: string;
before(async () => {
  folder = await mkdtemp(join(tmpdir(), 'farface-label-'));
  out = join(folder, 'labels.jsonl');
  await mkdir(join(folder, 'photos'));
  const demo = join(dirname(createRequire(import.meta.url).resolve('@vladmandic/face-api/package.json')), 'demo');
  const photo = sharp(join(demo, 'sample1.jpg')).resize(720);
  await photo.clone().toFile(join(folder, 'photos', 'a.jpg'));
  await photo
    .clone()
    .flop()
    .toFile(join(folder, 'photos', 'b.jpg'));
});
after(() => rm(folder, { recursive: true }));
// Commands that fail on purpose set it, and the process is the tests'.
afterEach(() => {
  process.exitCode = undefined;
});

const label = (...words: string[]) =>
  catchPrinted(() => run(['label', join(folder, 'photos'), ...MODELS, '--out', out, '--threads', '1', '-q', ...words]));
const lines = async () =>
  (await readFile(out, 'utf8'))
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as { image: string; faces: { score: number }[] });

test('photos get the faces that all see, as probabilities; a run goes on after a kill; held-out photos are left out', {
  skip,
}, async () => {
  assert.equal((await label()).code, 0);
  const all = await lines();
  // Three look at the camera.
  assert.deepEqual(
    all.map(({ faces }) => faces.filter(({ score }) => score >= 0.5).length),
    [3, 3],
  );
  assert.ok(all.every(({ faces }) => faces.every(({ score }) => score >= 0.1 && score <= 1)));
  // It is not begun anew by accident.
  const again = await label();
  assert.equal(again.code, 1);
  assert.match(again.stderr, /is there already; go on with it \(--resume\) or name another file\./);
  // What a kill leaves: a whole line and half a line.
  await writeFile(out, `${JSON.stringify(all[0])}\n{"image":"b.j`);
  assert.equal((await label('--resume')).code, 0);
  assert.deepEqual(await lines(), all);

  await rm(out);
  const hash = [...(await differenceHash(join(folder, 'photos', 'a.jpg')))];
  const heldOut = join(folder, 'held-out.txt');
  await writeFile(heldOut, `${hash.map((word) => word.toString(16).padStart(4, '0')).join('')}\n`);
  assert.equal((await label('--held-out', heldOut)).code, 0);
  assert.deepEqual(
    (await lines()).map(({ image }) => image),
    [all[1]!.image],
  );
});

test('a model that is missing or another one is named, with what to do; a damaged photo is told, and the others go on', {
  skip,
}, async () => {
  const wrong = (...models: string[]) =>
    catchPrinted(() => run(['label', join(folder, 'photos'), ...models, '--out', join(folder, 'none.jsonl'), '-q']));
  const missing = await wrong('--yunet', 'absent.onnx', ...MODELS.slice(2));
  assert.equal(missing.code, 1);
  assert.match(missing.stderr, /absent\.onnx: .*Name the ONNX file of YuNet-n with --yunet\./);
  const exchanged = await wrong('--yunet', MODELS[3]!, '--scrfd', MODELS[1]!);
  assert.match(exchanged.stderr, /scrfd_2\.5g_kps\.onnx: expected the model of YuNet-n/);
  assert.ok(!existsSync(join(folder, 'none.jsonl')));
  await appendFile(join(folder, 'photos', 'c.jpg'), 'no picture');
  const damaged = await label('--resume');
  assert.equal(damaged.code, 1);
  assert.equal((await lines()).length, 2);
});
