import assert from 'node:assert/strict';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
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

/** A data set of one photo of this name with this annotation; returns its faces. */
async function facesOf(xml: string | Uint8Array, photo = 'x.jpg', more: Record<string, string> = {}) {
  const one = await mkdtemp(join(root, 'one-'));
  const files = { 'Annotations/x.xml': xml, [`JPEGImages/${photo}`]: '', ...more };
  for (const [file, content] of Object.entries(files)) {
    await mkdir(join(one, dirname(file)), { recursive: true });
    await writeFile(join(one, file), content);
  }
  const { photos, missing } = await loadVoc(one, { category: 'face' });
  assert.equal(missing, 0);
  return photos.flatMap(({ faces }) => faces.map(({ box, invalid }) => ({ ...box, invalid })));
}

test('what tools write in other ways is read as they mean it', async () => {
  const box = [6, 8, 15, 27];
  const expected = [{ x: 5, y: 7, width: 10, height: 20, invalid: false }];
  const plain = annotation('x.jpg', object('face', box));
  const outline = '<object><name>sign</name><polygon><x1>1</x1><y1>2</y1></polygon></object>';
  const ways: Record<string, [string | Uint8Array, photo?: string, more?: Record<string, string>]> = {
    'difficult unspecified': [annotation('x.jpg', object('face', box, '<difficult>Unspecified</difficult>'))],
    'difficult empty': [annotation('x.jpg', object('face', box, '<difficult></difficult>'))],
    'outlines of other objects': [annotation('x.jpg', outline, object('face', box))],
    'exchanged corners': [annotation('x.jpg', object('face', [15, 27, 6, 8]))],
    'one exchanged side': [annotation('x.jpg', object('face', [15, 8, 6, 27]))],
    blanks: [annotation(' x.jpg\n', object('\n face ', box)).replaceAll('>6<', '> 6 <')],
    'another ending': [plain, 'x.png'],
    'another case of the ending': [plain, 'x.JPG'],
    'no ending': [annotation('x', object('face', box)), 'x.JPEG'],
    'what macOS leaves beside': [plain, 'x.jpg', { 'Annotations/._x.xml': '\0\u0005Mac OS X' }],
    'UTF-8 with a mark': [`\ufeff${plain}`],
    'UTF-16': [Buffer.from(`\ufeff${plain}`, 'utf16le')],
    'Latin-1, as it says': [
      Buffer.from(plain.replace('?>', ' encoding="ISO-8859-1"?>').replace('<folder>x', '<folder>é'), 'latin1'),
    ],
  };
  for (const [way, parts] of Object.entries(ways)) assert.deepEqual(await facesOf(...parts), expected, way);
});

test('lists of names with blanks in them; none leads out of the data set', async () => {
  for (const name of ['my photo 1', 'other']) {
    await writeFile(join(root, `Annotations/${name}.xml`), annotation('x.jpg', object('face', [1, 1, 5, 5])));
    await writeFile(join(root, `JPEGImages/${name}.jpg`), '');
  }
  const list = join(root, 'ImageSets/Main/blanks.txt');
  await writeFile(list, '\ufeffmy photo 1\r\nother  -1\r\n\r\n');
  const { photos } = await loadVoc(root, { imageSet: 'blanks' });
  assert.deepEqual(
    photos.map(({ name }) => name),
    ['my photo 1', 'other'],
  );
  for (const name of ['../secret', '..', 'a/b', 'a\\b', '/etc/passwd']) {
    await writeFile(list, `b\n${name} 1\n`);
    await assert.rejects(loadVoc(root, { imageSet: 'blanks' }), {
      name: 'InputError',
      message: /blanks\.txt:2: expected the name of an annotation in .*Annotations, found ".+"\.$/,
    });
  }
  for (const name of ['my photo 1', 'other']) await rm(join(root, `Annotations/${name}.xml`));
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
  for (const value of ['', 'NaN', 'Infinity', '1e999', '0x10', '1 2']) {
    await writeFile(file, annotation('d.jpg', object('face', [1, 2, 3, 4]).replace('>4<', `>${value}<`)));
    await assert.rejects(loadVoc(root), /d\.xml, annotation\.object\.0\.bndbox\.ymax: expected a/, value);
  }
  await writeFile(file, `<annotation>${'<a>'.repeat(50_000)}${'</a>'.repeat(50_000)}</annotation>`);
  await assert.rejects(loadVoc(root), { name: 'InputError', message: /d\.xml: cannot be read as XML/ });
  await rm(file);
});
