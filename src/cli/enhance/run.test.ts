import assert from 'node:assert/strict';
import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import sharp from 'sharp';
import { paintRectangles } from '../../detect/testing/bright-rectangles.js';
import { writeUntrainedVerification } from '../../detect/testing/untrained-verification.js';
import { writeUntrainedWeights } from '../../detect/testing/untrained-weights.js';
import { IMAGINED } from '../../enhance/warning.js';
import { EXIT } from '../terminal/exit.js';
import { type EnhanceFlags, enhancePhotos } from './run.js';

const folder = await mkdtemp(join(tmpdir(), 'farface-enhance-photos-'));
after(() => rm(folder, { recursive: true }));
const at = (path: string) => join(folder, path);
await writeUntrainedVerification(at('verification.safetensors'));
await writeUntrainedWeights(at('proposals.safetensors'));
await mkdir(at('photos/march'), { recursive: true });
const { data } = paintRectangles(100, 60, [{ x: 10, y: 10, width: 12, height: 12 }]);
const photo = sharp(data, { raw: { width: 100, height: 60, channels: 3 } });
for (const name of ['a.png', 'a.webp', 'march/b.png']) await photo.toFile(at(`photos/${name}`));
await writeFile(at('photos/text.png'), 'no picture');
const boxes = [10, 30].map((x) => ({ box: { x, y: 10, width: 12, height: 12 } }));
const large = { box: { x: 0, y: 0, width: 60, height: 60 } };
await writeFile(
  at('faces.jsonl'),
  ['a.png', 'a.webp', 'march/b.png', 'text.png']
    .map((image, index) => JSON.stringify({ image, width: 100, height: 60, faces: index === 2 ? [large] : boxes }))
    .join('\n'),
);

/** Without the record of what farface wrote. */
const filesIn = async (out: string) =>
  (await readdir(at(out), { recursive: true })).filter((name) => !name.startsWith('.')).sort();

const run = (flags: Partial<EnhanceFlags> & { out: string }) =>
  enhancePhotos([at('photos')], {
    base: at('photos'),
    quiet: true,
    threads: 1,
    weights: at('proposals.safetensors'),
    verificationWeights: at('verification.safetensors'),
    ...flags,
  });

test('a file a face, which says what it is; a bad photo is told and the others go on', async () => {
  assert.equal(await run({ out: at('files'), faces: at('faces.jsonl') }), EXIT.failed);
  const names = await filesIn('files');
  assert.deepEqual(names, ['a-2.face-001.png', 'a-2.face-002.png', 'a.face-001.png', 'a.face-002.png']);
  const { width, height, exif } = await sharp(at('files/a.face-002.png')).metadata();
  assert.deepEqual([width, height], [96, 96]);
  assert.ok(exif!.includes(IMAGINED));
});

test('a later run leaves no faces of an earlier one among its own', async () => {
  await writeFile(at('fewer.jsonl'), JSON.stringify({ image: 'a.png', width: 100, height: 60, faces: boxes.slice(1) }));
  await run({ out: at('twice'), faces: at('faces.jsonl') });
  await run({ out: at('twice'), faces: at('fewer.jsonl') });
  // Only a.png is listed: a.webp's stay.
  assert.deepEqual(await filesIn('twice'), ['a-2.face-001.png', 'a-2.face-002.png', 'a.face-001.png']);
});

test('a file that farface did not write stays, and its photo fails', async () => {
  await mkdir(at('mine'));
  for (const name of ['a.face-001.png', 'a.face-777.png']) await writeFile(at(`mine/${name}`), 'mine');
  assert.equal(await run({ out: at('mine'), faces: at('faces.jsonl') }), EXIT.failed);
  for (const name of ['a.face-001.png', 'a.face-777.png'])
    assert.equal(await readFile(at(`mine/${name}`), 'utf8'), 'mine', name);
  assert.ok((await filesIn('mine')).includes('a-2.face-001.png'), 'the others go on');
});

test('sheets instead, of what the detector finds', async () => {
  const photos = [at('photos/a.png'), at('photos/march')];
  const flags = { quiet: true, threads: 1, weights: at('proposals.safetensors'), threshold: 0.0101 } as const;
  const models = { ...flags, verificationWeights: at('verification.safetensors') };
  assert.equal(await enhancePhotos(photos, { ...models, out: at('sheets'), sheet: true }), EXIT.ok);
  const files = await filesIn('sheets');
  assert.ok(files.length >= 1 && files.every((name) => /^enhanced-\d+\.png$/.test(name)), files.join());
});

test('a photo that the file of faces does not list is told', async () => {
  await writeFile(at('other.jsonl'), JSON.stringify({ image: 'a.png', width: 100, height: 60, faces: [] }));
  assert.equal(await run({ out: at('other'), faces: at('other.jsonl') }), EXIT.failed);
  await assert.rejects(readdir(at('other')), { code: 'ENOENT' });
});
