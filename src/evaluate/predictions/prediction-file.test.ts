import assert from 'node:assert/strict';
import { appendFile, mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, beforeEach, test } from 'node:test';
import { facesLine } from '../../formats/faces-lines.js';
import { found, markedPhoto } from '../testing/photos.js';
import { PredictionFile } from './prediction-file.js';
import { Problems } from './problems.js';
import { readPredictions } from './read.js';

const folders: string[] = [];
let folder = '';
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'farface-'));
  folders.push(folder);
});
after(() => Promise.all(folders.map((path) => rm(path, { recursive: true }))));

const detection = { width: 640, height: 480, faces: [found(0.1234567, [1.234, 2, 3, 4])] };

test('goes on where an interrupted run was, after half a line too', async () => {
  const first = await PredictionFile.open(folder, { scale: 1 });
  assert.equal(first.done.size, 0);
  await first.append(facesLine({ image: 'a/1.jpg', ...detection }));
  await first.append(facesLine({ image: 'a/2.jpg', error: 'is damaged' }));
  await appendFile(first.path, '{"image":"a/3.jpg","fa');

  const second = await PredictionFile.open(folder, { scale: 1 });
  // What failed, and what was cut off, is to be done again.
  assert.deepEqual([...second.done], ['a/1.jpg']);
  await second.append(facesLine({ image: 'a/3.jpg', ...detection, faces: [] }));

  const lines = (await readFile(second.path, 'utf8')).split('\n');
  assert.deepEqual(lines, [
    '{"image":"a/1.jpg","width":640,"height":480,"faces":[{"box":{"x":1.23,"y":2,"width":3,"height":4},"score":0.123457}]}',
    '{"image":"a/2.jpg","error":"is damaged"}',
    '{"image":"a/3.jpg","width":640,"height":480,"faces":[]}',
    '',
  ]);
  const problems = new Problems();
  const photos = ['a/1', 'a/2', 'a/3'].map((key) => markedPhoto(key));
  const predictions = await readPredictions(folder, photos, problems);
  assert.deepEqual(predictions.get('a/1'), [found(0.123457, [1.23, 2, 3, 4])]);
  assert.deepEqual(
    problems.list().map(({ kind }) => kind),
    ['detectionFailed'],
  );
});

test('refuses to mix predictions that were made in different ways', async () => {
  const file = await PredictionFile.open(folder, { scale: 1 });
  await PredictionFile.open(folder, { scale: 2 }); // nothing there to mix with yet
  await file.append(facesLine({ image: 'a/1.jpg', ...detection }));
  await assert.rejects(PredictionFile.open(folder, { scale: 1 }), {
    name: 'InputError',
    message: /predictions\.jsonl: was made in another way \(\{"scale":2\}\).*\{"scale":1\}.*--out/,
  });
});
