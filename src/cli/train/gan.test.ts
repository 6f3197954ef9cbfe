import assert from 'node:assert/strict';
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import sharp from 'sharp';
import { readVerificationFile } from '../../detect/verification-file.js';
import { run } from '../program.js';
import { catchPrinted } from '../testing/catch-printed.js';
import { TWO_STEPS, writeTrainingPhotos } from '../testing/training-photos.js';

let root: string;

before(async () => {
  root = await mkdtemp(join(tmpdir(), 'farface-'));
  await writeTrainingPhotos(root);
});
after(() => rm(root, { recursive: true }));

const train = (stage: string, out: string, ...words: string[]) =>
  run(['train', stage, '--data', root, '--out', join(root, 'runs', out), ...TWO_STEPS, ...words]);

test('generator, discriminator and both: each run leaves what the next one and detection need', async () => {
  assert.equal(await train('super-resolution', 'generator', '--set', 'candidates=0'), 0);
  assert.ok((await readdir(join(root, 'runs', 'generator'))).includes('restorations.png'));
  assert.equal(await train('classifier', 'discriminator'), 0);
  const starts = ['generator', 'discriminator'].flatMap((name) => ['--start-from', join(root, 'runs', name)]);
  assert.equal(await train('gan', 'gan', ...starts), 0);
  assert.deepEqual(await readdir(join(root, 'runs', 'regions')), ['held-back.regions', 'train.regions']);

  const out = join(root, 'runs', 'gan');
  assert.deepEqual((await readdir(out)).filter((name) => !/\.(svg|png)$/.test(name)).sort(), [
    'checkpoint.safetensors',
    'metrics.jsonl',
    'settings.json',
    'verification.safetensors',
  ]);
  const { width = 0, height = 0 } = await sharp(join(out, 'restorations.png')).metadata();
  assert.ok(width > 1200 && height > 128, `${width} × ${height}`);
  const metrics = (await readFile(join(out, 'metrics.jsonl'), 'utf8'))
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as Record<string, number>);
  const scored = metrics.at(-1)!;
  for (const name of ['bicubic PSNR', 'refined PSNR', 'upsampled SSIM', 'faceAP'])
    assert.ok(Number.isFinite(scored[name]), `${name} in ${JSON.stringify(scored)}`);
  const file = await readVerificationFile(join(out, 'verification.safetensors'));
  assert.equal(file.context, 2);
  const baseline = await readVerificationFile(join(root, 'runs', 'discriminator', 'verification.safetensors'));
  assert.equal(baseline.preset.generator, null);
});

test('photos that a detector labelled train the second stage, too', async () => {
  const [photo] = await readdir(join(root, 'WIDER_train', 'images'), { recursive: true, withFileTypes: true }).then(
    (all) => all.filter((entry) => entry.isFile()),
  );
  const copy = join(photo!.parentPath, photo!.name);
  const path = join(root, 'mirrored.jpg');
  const { width, height } = await sharp(copy).flop().toFile(path);
  const labels = join(root, 'labels.jsonl');
  const faces = [{ box: { x: 20, y: 20, width: 12, height: 12 }, score: 1 }];
  const lines = [path, copy].map((image) => JSON.stringify({ image, width, height, faces }));
  await writeFile(labels, `${lines.join('\n')}\n`);
  const { code, stderr } = await catchPrinted(() => train('classifier', 'more', '--pseudo-labels', labels));
  assert.equal(code, 0);
  // One of the two is the same picture as the photo that is held back.
  assert.match(stderr, /labels\.jsonl: 1 of 2 photos are held back or held out; training without them/);
  assert.ok((await readdir(join(root, 'runs', 'regions'))).includes('pseudo-labelled.regions'));
  assert.equal(await train('classifier', 'wrong', '--pseudo-labels', join(root, 'none.jsonl')), 1);
});

test('too few samples are told with what to do', async () => {
  // No marked face is this small.
  assert.equal(await train('classifier', 'none', '--set', 'regions.maxHeight=8'), 1);
});
