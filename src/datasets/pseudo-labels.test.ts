import assert from 'node:assert/strict';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { after, test } from 'node:test';
import { InputError } from '../errors/errors.js';
import { readPseudoLabels } from './pseudo-labels.js';

const folder = await mkdtemp(join(tmpdir(), 'farface-pseudo-labels-'));
after(() => rm(folder, { recursive: true }));
const path = join(folder, 'faces.jsonl');

test('sure faces are faces as sure as their score, others are ignored, photos that failed are left out', async () => {
  const box = { x: 1, y: 2, width: 8, height: 10 };
  await writeFile(
    path,
    `{"image":"a.jpg","width":100,"height":80,"faces":[{"box":${JSON.stringify(box)},"score":0.5},{"box":${JSON.stringify(box)},"score":0.49}]}
{"image":"b.jpg","error":"b.jpg: damaged"}
{"image":"c.jpg","width":100,"height":80,"faces":[]}
`,
  );
  await writeFile(join(folder, 'c.jpg'), '');
  const photos = await readPseudoLabels(path);
  assert.deepEqual(
    photos.map((photo) => [photo.path, photo.faces.map(({ invalid }) => invalid)]),
    [
      [resolve('a.jpg'), [false, true]],
      [join(folder, 'c.jpg'), []],
    ],
  );
  assert.deepEqual(photos[0]!.faces[0]!.box, box);
  assert.equal(photos[0]!.faces[0]!.confidence, 0.5);
});

test('a file none of whose photos is there is refused, with the places that were looked in', async () => {
  await writeFile(path, '{"image":"gone/a.jpg","width":100,"height":80,"faces":[]}\n');
  await assert.rejects(
    readPseudoLabels(path),
    (error: Error) =>
      error instanceof InputError &&
      error.message.startsWith(`${path}: none of its 1 photos is there; gone/a.jpg was looked for in `) &&
      error.message.includes(folder),
  );
});

test('what is no line of detect --json is named', async () => {
  await writeFile(path, '{"image":"a.jpg"}\n');
  await assert.rejects(
    readPseudoLabels(path),
    (error: Error) => error instanceof InputError && error.message.includes(`${path}:1`),
  );
});
