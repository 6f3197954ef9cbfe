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

test('what exporters write in other ways is read as they mean it', async () => {
  const expected = (await load(COCO)).photos.map(({ event, name, faces }) => ({ event, name, faces }));
  const withImages = (change: (image: (typeof COCO.images)[number]) => object) => ({
    ...COCO,
    images: COCO.images.map(change),
  });
  const withFaces = (change: (face: (typeof COCO.annotations)[number]) => object) => ({
    ...COCO,
    annotations: COCO.annotations.map(change),
  });
  const ways: Record<string, object> = {
    'ids as text': {
      images: COCO.images.map((image) => ({ ...image, id: String(image.id) })),
      categories: COCO.categories.map((category) => ({ ...category, id: String(category.id) })),
      annotations: COCO.annotations.map((face) => ({
        ...face,
        image_id: String(face.image_id),
        category_id: String(face.category_id),
      })),
    },
    'ids of photos as text, of annotations as numbers': withImages((image) => ({ ...image, id: String(image.id) })),
    'the group beside its member, as Roboflow has it': {
      ...COCO,
      categories: [{ id: 8, name: 'face', supercategory: 'none' }, ...COCO.categories],
    },
    'blanks around the category': {
      ...COCO,
      categories: COCO.categories.map((category) => ({ ...category, name: ` ${category.name} ` })),
    },
    'iscrowd false and true': withFaces((face) => ({ ...face, iscrowd: Boolean(face.iscrowd) })),
    'iscrowd null': withFaces(({ iscrowd, ...face }) => ({ ...face, iscrowd: iscrowd ? 1 : null })),
    'iscrowd as text': withFaces((face) => ({ ...face, iscrowd: face.iscrowd ? '1' : '0' })),
    'boxes from the other corner': withFaces(({ bbox: [x = 0, y = 0, width = 0, height = 0], ...face }) => ({
      ...face,
      bbox: [x + width, y + height, -width, -height],
    })),
    'no boxes of other categories': withFaces(({ bbox, ...face }) =>
      face.category_id === 3 ? { ...face, bbox } : face,
    ),
    'outlines of other categories': withFaces((face) =>
      face.category_id === 3 ? face : { ...face, bbox: [], segmentation: [[1, 2]] },
    ),
    'paths of Windows': withImages((image) => ({ ...image, file_name: image.file_name.replace('/', '\\') })),
    'paths with dots': withImages((image) => ({ ...image, file_name: `./${image.file_name}` })),
    'another case of the ending': withImages((image) => ({
      ...image,
      file_name: image.file_name.replace('.jpg', '.JPG'),
    })),
    'another ending': withImages((image) => ({
      ...image,
      file_name: image.file_name.replace('one.jpg', 'one.bmp').replace('.bmp', '.jpeg'),
    })),
    'no ending': withImages((image) => ({ ...image, file_name: image.file_name.replace(/\.\w+$/, '') })),
    'blanks around the name': withImages((image) => ({ ...image, file_name: `${image.file_name} ` })),
  };
  for (const [way, coco] of Object.entries(ways)) {
    const { photos } = await load(coco);
    assert.deepEqual(
      photos.map(({ event, name, faces }) => ({ event, name: name.trim(), faces })),
      expected,
      way,
    );
  }
  const file = join(folder, 'encoded.json');
  const text = `\ufeff${JSON.stringify(COCO)}`;
  for (const bytes of [Buffer.from(text), Buffer.from(text, 'utf16le'), Buffer.from(text, 'utf16le').swap16()]) {
    await writeFile(file, bytes);
    assert.equal((await loadCoco(file, join(folder, 'images'))).photos.length, 2);
  }
});

test('b.jpg and b.png are two photos', async () => {
  for (const name of ['b.jpg', 'b.png', 'march/b.jpg']) await writeFile(join(folder, 'images', name), '');
  const images = ['b.jpg', 'b.png', 'march/b.jpg'].map((file_name, id) => ({ id, file_name }));
  const annotations = [0, 1, 1].map((image_id) => ({ image_id, category_id: 3, bbox: [1, 2, 3, 4] }));
  const { photos } = await load({ ...COCO, images, annotations });
  assert.deepEqual(
    photos.map(({ event, name, faces }) => [event, name, faces.length]),
    [
      ['', 'b.jpg', 1],
      ['', 'b.png', 2],
      ['march', 'b', 0],
    ],
  );
  // Neither is taken for a third one of the name.
  const third = await load({ ...COCO, images: [...images, { id: 3, file_name: 'b.gif' }], annotations });
  assert.equal(third.missing, 1);
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
    [
      { ...COCO, annotations: [{ image_id: 8, category_id: 3, bbox: [1, 2, 3, 4] }] },
      /faces\.json, annotations\.0: is of image 8, which is not listed/,
    ],
    [
      { ...COCO, images: [{ id: 1, file_name: '../../secret.jpg' }] },
      /images\.0\.file_name: expected a path below the photos/,
    ],
    ...['/etc/secret.jpg', 'C:\\secret.jpg', 'a\\..\\..\\secret.jpg', 'a\0.jpg', ''].map(
      (file_name): [unknown, RegExp] => [
        { ...COCO, images: [{ id: 1, file_name }] },
        /images\.0\.file_name: expected (?:a|the) path/,
      ],
    ),
    [
      { ...COCO, annotations: [{ image_id: 7, category_id: 3 }] },
      /annotations\.0\.bbox: expected \[x, y, width, height\]/,
    ],
    [
      { ...COCO, images: [...COCO.images, { id: 7, file_name: 'three.jpg' }] },
      /march\/one\.jpg and three\.jpg are both image 7/,
    ],
    [[], /faces\.json/],
  ];
  for (const [coco, message] of cases) await assert.rejects(load(coco), { name: 'InputError', message });
  await assert.rejects(loadCoco(join(folder, 'none.json'), folder), /none\.json: cannot be read as COCO annotations/);
  const deep = join(folder, 'deep.json');
  await writeFile(deep, `${'['.repeat(100_000)}${']'.repeat(100_000)}`);
  await assert.rejects(loadCoco(deep, folder), { name: 'InputError' });
  await writeFile(deep, JSON.stringify(COCO).replace('5.5', '1e999'));
  await assert.rejects(loadCoco(deep, folder), /annotations\.0\.bbox\.2: expected a finite number, received Infinity/);
});
