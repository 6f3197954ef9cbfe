import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { loadWiderFace } from './wider-face.js';
import { readWiderFaceMat } from './wider-face-mat.js';

const sample = '../shared/wider/sample';
const annotations = '../shared/wider/ground-truth';
const skip = existsSync(sample) ? false : `needs ${sample}`;

test('finds in the official annotations what the data set is known to hold', { skip }, async () => {
  // 39,708 and 159,424 rows are published; four photos of each split have no face and carry a row of zeros instead.
  for (const [split, photos, faces] of [
    ['val', 3226, 39_708 - 4],
    ['train', 12_880, 159_424 - 4],
  ] as const) {
    const entries = await readWiderFaceMat(`${annotations}/wider_face_${split}.mat`);
    assert.equal(entries.length, photos);
    assert.equal(
      entries.reduce((sum, entry) => sum + entry.faces.length, 0),
      faces,
    );
    assert.equal(entries.filter((entry) => entry.faces.length === 0).length, 4);
    assert.equal(new Set(entries.map((entry) => entry.event)).size, 61);
  }
});

test('lists the photos that are there and counts those that are not', { skip }, async () => {
  const { photos, missing } = await loadWiderFace(sample, 'val', { annotations });
  assert.equal(photos.length, 161);
  assert.equal(missing, 3226 - 161);
  const { photos: trainPhotos } = await loadWiderFace(sample, 'train', { annotations });
  assert.equal(trainPhotos.length, 420);
  for (const { path, event } of trainPhotos) assert(path.includes(event) && existsSync(path), path);
});

test('falls back to the text file, and says what it misses', async () => {
  const root = await mkdtemp(join(tmpdir(), 'farface-'));
  try {
    await assert.rejects(loadWiderFace(root, 'train'), {
      name: 'InputError',
      message: /wider_face_split: has no annotations; expected wider_face_train\.mat or wider_face_train_bbx_gt\.txt/,
    });
    await mkdir(join(root, 'wider_face_split'));
    await writeFile(
      join(root, 'wider_face_split', 'wider_face_train_bbx_gt.txt'),
      'a/one.jpg\n1\n1 2 3 4 0 0 0 0 0 0\na/two.png\n0\n0 0 0 0 0 0 0 0 0 0\nb/three.jpg\n0\n',
    );
    await assert.rejects(loadWiderFace(root, 'train'), /WIDER_train.images: holds none of the 3 annotated photos/);
    const images = join(root, 'WIDER_train', 'images', 'a');
    await mkdir(images, { recursive: true });
    await writeFile(join(images, 'two.png'), '');
    const { photos, missing } = await loadWiderFace(root, 'train');
    assert.deepEqual(photos, [{ event: 'a', name: 'two', path: join(images, 'two.png'), faces: [] }]);
    assert.equal(missing, 2);
  } finally {
    await rm(root, { recursive: true });
  }
});
