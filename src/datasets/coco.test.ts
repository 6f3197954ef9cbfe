import assert from 'node:assert/strict';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { loadCoco } from './coco.js';

const COCO = {
  info: { description: 'what is not needed is not looked at' },
  images: [
    { id: 7, file_name: 'march/one.jpg', width: 640, height: 480 },
    { id: 9, file_name: 'two.png' },
    { id: 4, file_name: 'absent.jpg' },
  ],
  categories: [
    { id: 1, name: 'person' },
    { id: 3, name: 'face' },
  ],
  annotations: [
    { image_id: 7, category_id: 3, bbox: [10, 20, 5.5, 6], iscrowd: 0 },
    { image_id: 7, category_id: 1, bbox: [0, 0, 100, 200] },
    { image_id: 7, category_id: 3, bbox: [50, 60, 70, 80], iscrowd: 1 },
    { image_id: 7, category_id: 3, bbox: [5, 5, 0, 9] },
  ],
};

let folder = '';
before(async () => {
  folder = await mkdtemp(join(tmpdir(), 'farface-'));
  await mkdir(join(folder, 'images', 'march'), { recursive: true });
  await writeFile(join(folder, 'images', 'march', 'one.jpg'), '');
  await writeFile(join(folder, 'images', 'two.png'), '');
});
after(() => rm(folder, { recursive: true }));

async function load(coco: unknown, category?: string) {
  const file = join(folder, 'faces.json');
  await writeFile(file, JSON.stringify(coco));
  return loadCoco(file, join(folder, 'images'), category === undefined ? {} : { category });
}

test('reads faces, crowds and boxes of no size; other categories are not faces', async () => {
  const { photos, missing } = await load(COCO);
  assert.equal(missing, 1);
  assert.deepEqual(
    photos.map(({ event, name, path }) => [event, name, path.slice(folder.length + 1)]),
    [
      ['march', 'one', join('images', 'march/one.jpg')],
      ['', 'two', join('images', 'two.png')],
    ],
  );
  assert.deepEqual(
    photos[0]!.faces.map(({ box, invalid }) => [box.x, box.y, box.width, box.height, invalid]),
    [
      [10, 20, 5.5, 6, false],
      [50, 60, 70, 80, true],
      [5, 5, 0, 9, true],
    ],
  );
  assert.deepEqual(photos[1]!.faces, []);
  assert.equal((await load(COCO, 'person')).photos[0]!.faces.length, 1);
});

test('says which file and which part of it is wrong', async () => {
  const cases: [unknown, RegExp][] = [
    [
      {
        ...COCO,
        categories: [
          { id: 1, name: 'person' },
          { id: 2, name: 'head' },
        ],
      },
      /no category "face".*--category: person, head/,
    ],
    [
      { ...COCO, annotations: [{ image_id: 7, category_id: 3, bbox: [1, 2, 3] }] },
      /faces\.json, annotations\.0\.bbox: expected/,
    ],
    [{ ...COCO, annotations: [{ image_id: 8, category_id: 3, bbox: [1, 2, 3, 4] }] }, /image 8, which is not listed/],
    [
      { ...COCO, images: [{ id: 1, file_name: '../../secret.jpg' }] },
      /images\.0\.file_name: expected a path below the photos/,
    ],
    [[], /faces\.json/],
  ];
  for (const [coco, message] of cases) await assert.rejects(load(coco), { name: 'InputError', message });
  await assert.rejects(loadCoco(join(folder, 'none.json'), folder), /none\.json: cannot be read as COCO annotations/);
});
