import assert from 'node:assert/strict';
import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { after, before, test } from 'node:test';
import sharp from 'sharp';
import { createDetector } from '../detect/detector.js';
import { readVerificationFile } from '../detect/verification-file.js';
import { run } from './program.js';

let root: string;

/** Twelve copies of a photo of five faces, of which every other one is marked, so that there are non-faces of any size. */
before(async () => {
  root = await mkdtemp(join(tmpdir(), 'farface-'));
  const event = join(root, 'WIDER_train', 'images', '0--Parade');
  await mkdir(event, { recursive: true });
  await mkdir(join(root, 'wider_face_split'));
  const demo = join(dirname(createRequire(import.meta.url).resolve('@vladmandic/face-api/package.json')), 'demo');
  const photo = await sharp(join(demo, 'sample1.jpg')).resize(384).jpeg().toBuffer();
  const detector = await createDetector({ threads: 1, verify: false });
  const { faces } = await detector.detect(photo);
  await detector.dispose();
  const marked = faces.filter(({ box }, i) => i % 2 === 0 && box.height < 64);
  const rows = marked.map(({ box: { x, y, width, height } }) =>
    [x, y, width, height].map(Math.round).concat([0, 0, 0, 0, 0, 0]).join(' '),
  );
  let annotations = '';
  for (let i = 0; i < 12; i += 1) {
    const name = `0--Parade/photo_${String(i).padStart(2, '0')}.jpg`;
    await writeFile(join(root, 'WIDER_train', 'images', name), photo);
    annotations += `${name}\n${rows.length}\n${rows.join('\n')}\n`;
  }
  await writeFile(join(root, 'wider_face_split', 'wider_face_train_bbx_gt.txt'), annotations);
});
after(() => rm(root, { recursive: true }));

const train = (stage: string, out: string, ...words: string[]) => {
  const small = ['steps=2', 'pairs=2', 'candidates=2'].flatMap((setting) => ['--set', setting]);
  const every = ['--checkpoint-every', '1', '--evaluate-every', '2', '--threads', '1'];
  return run(['train', stage, '--data', root, '--out', join(root, 'runs', out), ...small, ...every, ...words]);
};

test('generator, discriminator and both: each run leaves what the next one and detection need', async () => {
  assert.equal(await train('super-resolution', 'generator', '--set', 'candidates=0'), 0);
  assert.ok((await readdir(join(root, 'runs', 'generator'))).includes('restorations.png'));
  assert.equal(await train('classifier', 'discriminator'), 0);
  const starts = ['generator', 'discriminator'].flatMap((name) => ['--start-from', join(root, 'runs', name)]);
  assert.equal(await train('gan', 'gan', ...starts), 0);
  assert.deepEqual(await readdir(join(root, 'runs', 'regions')), [
    'held-back.json',
    'held-back.rgb',
    'train.json',
    'train.rgb',
  ]);

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

test('too few samples are told with what to do', async () => {
  // No marked face is this small.
  assert.equal(await train('classifier', 'none', '--set', 'regions.tallest=8'), 1);
});
