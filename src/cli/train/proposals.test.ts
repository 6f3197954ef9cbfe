import assert from 'node:assert/strict';
import { cp, mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import sharp from 'sharp';
import { openProposer, readProposalFile } from '../../detect/load-proposer.js';
import { decodeSafetensors } from '../../weights/safetensors.js';
import { run } from '../program.js';
import { catchPrinted } from '../testing/catch-printed.js';

let root: string;
before(async () => {
  root = await mkdtemp(join(tmpdir(), 'farface-'));
  const event = join(root, 'WIDER_train', 'images', '22--Picnic');
  await mkdir(event, { recursive: true });
  await mkdir(join(root, 'wider_face_split'));
  const photo = sharp({ create: { width: 96, height: 80, channels: 3, background: '#808080' } }).jpeg();
  // Twelve photos, of which one is held back by its name; a thirteenth is annotated but not there.
  const names = Array.from({ length: 13 }, (_, index) => `22--Picnic/photo_${String(index).padStart(2, '0')}.jpg`);
  for (const name of names.slice(0, 12)) await photo.clone().toFile(join(root, 'WIDER_train', 'images', name));
  const annotations = names.map((name) => `${name}\n1\n30 20 14 18 0 0 0 0 0 0\n`).join('');
  await writeFile(join(root, 'wider_face_split', 'wider_face_train_bbx_gt.txt'), annotations);
});
after(() => rm(root, { recursive: true }));

const train = (...words: string[]) => run(['train', 'proposals', ...words]);

test('a run leaves checkpoint, settings, weights, metrics and figures, and goes on with --resume', async () => {
  const out = join(root, 'run');
  const small = [
    '--set',
    'cropSize=64',
    '--set',
    'batchSize=2',
    '--set',
    'steps=2',
    '--checkpoint-every',
    '1',
    '--evaluate-every',
    '1',
  ];
  assert.equal(await train('--data', root, '--out', out, ...small, '--threads', '1'), 0);
  assert.deepEqual((await readdir(out)).filter((name) => !name.startsWith('loss')).sort(), [
    'checkpoint.safetensors',
    'heldBackAP.png',
    'heldBackAP.svg',
    'metrics.jsonl',
    'proposals.safetensors',
    'settings.json',
  ]);
  // Settings of the run are kept; what is set again is changed.
  assert.equal(await train('--data', root, '--out', out, '--resume', '--set', 'steps=3', '--threads', '1'), 0);
  const checkpoint = decodeSafetensors(await readFile(join(out, 'checkpoint.safetensors')), 'checkpoint');
  assert.equal(checkpoint.metadata.step, '3');
  assert.equal(JSON.parse(await readFile(join(out, 'settings.json'), 'utf8')).cropSize, 64);
  const weights = decodeSafetensors(await readFile(join(out, 'proposals.safetensors')), 'weights');
  assert.ok(weights.tensors.has('stem.conv1.weight'));
  // What has been trained to its end computes in 8 bits.
  assert.ok((await readProposalFile(join(out, 'proposals.safetensors'))).ranges);
  // A run is never overwritten by accident.
  assert.equal(await train('--data', root, '--out', out), 2);
});

test('a batch as large as memory allows is kept in the settings, and the run goes on with it', async () => {
  const out = join(root, 'sized');
  const small = ['--set', 'cropSize=32', '--set', 'batchSize=2', '--evaluate-every', '1000000', '--threads', '1'];
  const sized = ['--data', root, '--out', out, '--batch-size', 'auto'];
  const first = await catchPrinted(() => train(...sized, ...small, '--set', 'steps=1'));
  assert.equal(first.code, 0);
  assert.match(
    first.stderr,
    /a batch 8 times as large as the settings say: a step takes about .* GB of the .* that are free/,
  );
  const batchSize = async () => JSON.parse(await readFile(join(out, 'settings.json'), 'utf8')).batchSize;
  assert.equal(await batchSize(), 16);
  const second = await catchPrinted(() => train(...sized, '--resume', '--set', 'steps=2', '--threads', '1'));
  assert.equal(second.code, 0);
  assert.match(second.stderr, /the batch stays as large as it was/);
  assert.equal(await batchSize(), 16);
  assert.equal(await train(...sized.slice(0, -1), '7'), 2);
});

test('half precision needs a GPU: told before anything is done', async () => {
  const out = join(root, 'half');
  const { code, stderr } = await catchPrinted(() => train('--data', root, '--out', out, '--precision', 'float16'));
  assert.equal(code, 1);
  assert.match(stderr, /precision: float16 is for graphics processors, and device is cpu\. Choose float32\./);
});

test('wrong usage is told before anything is done', async () => {
  const out = join(root, 'none');
  assert.equal(await train('--out', out), 2);
  assert.equal(await train('--data', root, '--out', out, '--resume'), 2);
  assert.equal(await train('--data', root, '--out', out, '--set', 'steps'), 2);
  assert.equal(await train('--data', root, '--out', out, '--set', 'learningRate.foo=1'), 1);
  assert.equal(await train('--data', root, '--out', out, '--set', '__proto__.polluted=1'), 1);
  assert.equal(Object.hasOwn(Object.prototype, 'polluted'), false);
  assert.equal(await train('--data', root, '--out', out, '--set', 'steps=-1'), 1);
  assert.equal(await train('--data', root, '--out', out, '--set', 'learningrate=1'), 1);
  await assert.rejects(readdir(out));
});

test('two states of a run are averaged into a run that goes on', async () => {
  const [early, late, out] = ['early', 'late', 'averaged'].map((name) => join(root, name)) as [string, string, string];
  const small = ['--set', 'cropSize=64', '--set', 'batchSize=2', '--threads', '1', '--evaluate-every', '1000000'];
  assert.equal(await train('--data', root, '--out', early, '--set', 'steps=1', ...small), 0);
  await cp(early, late, { recursive: true });
  assert.equal(await train('--data', root, '--out', late, '--resume', '--set', 'steps=2', '--threads', '1'), 0);
  assert.equal(await run(['train', 'average', early, late, '--out', out]), 0);
  const weightsOf = async (folder: string) =>
    decodeSafetensors(await readFile(join(folder, 'proposals.safetensors')), folder).tensors;
  const [before, after, mean] = await Promise.all([early, late, out].map(weightsOf));
  for (const name of ['stem.conv1.weight', 'stem.conv1.norm.running_var']) {
    const [a, b, m] = [before, after, mean].map((tensors) => tensors!.get(name)!.data as Float32Array);
    assert.notDeepEqual(a, b);
    assert.ok(
      m!.every((value, i) => Math.abs(value - (a![i]! + b![i]!) / 2) < 1e-6),
      name,
    );
  }
  assert.equal(await train('--data', root, '--out', out, '--resume', '--set', 'steps=3', '--threads', '1'), 0);
  const { metadata } = decodeSafetensors(await readFile(join(out, 'checkpoint.safetensors')), 'checkpoint');
  assert.equal(metadata.step, '3');
  assert.equal(await run(['train', 'average', early, late, '--out', out]), 2);
  const calibrated = join(root, 'calibrated');
  const photos = join(root, 'WIDER_train');
  assert.equal(await run(['train', 'average', early, late, '--out', calibrated, '--calibrate', photos]), 0);
  const file = await readProposalFile(join(calibrated, 'proposals.safetensors'));
  assert.ok(file.ranges, 'the mean states ranges');
  await (await openProposer(file, { threads: 1, precision: 'int8' })).dispose();
  assert.equal(await run(['train', 'average', early, root, '--out', join(root, 'none')]), 2);
});
