import assert from 'node:assert/strict';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { loadVoc } from './voc.js';

const object = (name: string, [xmin, ymin, xmax, ymax]: number[], extra = '') =>
  `<object><name>${name}</name>${extra}<bndbox><xmin>${xmin}</xmin><ymin>${ymin}</ymin><xmax>${xmax}</xmax><ymax>${ymax}</ymax></bndbox></object>`;
const annotation = (file: string, ...objects: string[]) =>
  `<?xml version="1.0"?><annotation><folder>x</folder><filename>${file}</filename>${objects.join('')}</annotation>`;

let root = '';
before(async () => {
  root = await mkdtemp(join(tmpdir(), 'farface-'));
  for (const folder of ['Annotations', 'JPEGImages', 'ImageSets/Main'])
    await mkdir(join(root, folder), { recursive: true });
  const files = {
    'Annotations/b.xml': annotation(
      'b.jpg',
      object('face', [1, 1, 10, 20]),
      object('face', [5, 5, 8, 8], '<difficult>1</difficult>'),
    ),
    'Annotations/a.xml': annotation('renamed.png', object('face', [11, 21, 11, 21]), object('dog', [1, 1, 9, 9])),
    'Annotations/c.xml': annotation('c.jpg'),
    'JPEGImages/a.png': '',
    'JPEGImages/b.jpg': '',
    'JPEGImages/c.jpg': '',
    'ImageSets/Main/test.txt': 'b  1\nc -1\n',
  };
  for (const [file, text] of Object.entries(files)) await writeFile(join(root, file), text);
});
after(() => rm(root, { recursive: true }));

test('reads boxes that count pixels from 1 and include the last one', async () => {
  const { photos, missing } = await loadVoc(root);
  assert.equal(missing, 0);
  assert.deepEqual(
    photos.map(({ event, name, path, faces }) => [
      event,
      name,
      path.slice(root.length + 1),
      faces.map(({ box, invalid }) => ({ ...box, invalid })),
    ]),
    [
      ['', 'a', join('JPEGImages', 'a.png'), [{ x: 10, y: 20, width: 1, height: 1, invalid: false }]],
      [
        '',
        'b',
        join('JPEGImages', 'b.jpg'),
        [
          { x: 0, y: 0, width: 10, height: 20, invalid: false },
          { x: 4, y: 4, width: 4, height: 4, invalid: true },
        ],
      ],
      ['', 'c', join('JPEGImages', 'c.jpg'), []],
    ],
  );
});

test('reads a list of photos, and another category', async () => {
  assert.deepEqual(
    (await loadVoc(root, { imageSet: 'test' })).photos.map(({ name }) => name),
    ['b', 'c'],
  );
  const { photos } = await loadVoc(root, { category: 'dog' });
  assert.deepEqual(
    photos.map(({ faces }) => faces.length),
    [1, 0, 0],
  );
  await assert.rejects(loadVoc(root, { category: 'head' }), /no category "head".*: face, dog/);
});

test('says which file and which part of it is wrong', async () => {
  await assert.rejects(loadVoc(join(root, 'JPEGImages')), {
    name: 'InputError',
    message: /Annotations: cannot be listed/,
  });
  const file = join(root, 'Annotations', 'd.xml');
  await writeFile(file, annotation('d.jpg', object('face', [1, Number.NaN, 2, 2])));
  await assert.rejects(loadVoc(root), /d\.xml, annotation\.object\.0\.bndbox\.ymin: expected a number/);
  await writeFile(file, '<annotation><object></annotation>');
  await assert.rejects(loadVoc(root), /d\.xml:1: is not XML/);
  await rm(file);
});
