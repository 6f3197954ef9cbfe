import assert from 'node:assert/strict';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { loadCoco } from '../datasets/coco.js';
import { loadVoc } from '../datasets/voc.js';
import { CocoDocument } from './coco.js';
import { CsvDocument } from './csv.js';
import type { Document } from './document.js';
import type { PhotoFaces } from './photo-faces.js';
import { vocXml } from './voc.js';
import { widerFile, widerText } from './wider.js';
import { yoloText } from './yolo.js';

const folder = await mkdtemp(join(tmpdir(), 'farface-formats-'));
after(() => rm(folder, { recursive: true }));

const PHOTO = {
  image: 'JPEGImages/crowd.jpg',
  width: 200,
  height: 100,
  faces: [
    { box: { x: 20, y: 10, width: 10, height: 20 }, score: 0.93 },
    { box: { x: 190, y: 80, width: 10, height: 20 }, score: 0.123456 },
  ],
};

const written = (document: Document, photos: readonly PhotoFaces[]) =>
  [document.head, ...photos.map((photo) => document.add(photo)), document.tail()].join('');

test('YOLO: shares of the photo’s sides about the centre', () => {
  assert.equal(yoloText(PHOTO), '0 0.125 0.2 0.05 0.2\n0 0.975 0.9 0.05 0.2\n');
  assert.equal(yoloText(PHOTO, { confidence: true }), '0 0.125 0.2 0.05 0.2 0.93\n0 0.975 0.9 0.05 0.2 0.1235\n');
  assert.equal(yoloText({ ...PHOTO, faces: [] }), '');
});

test('YOLO: no share is below 0 or above 1', () => {
  const faceAt = (x: number) => ({ box: { x, y: -10, width: 20, height: 20 }, score: 0.5 });
  assert.equal(
    yoloText({ ...PHOTO, faces: [faceAt(-10), faceAt(190), faceAt(200)] }),
    '0 0.025 0.05 0.05 0.1\n0 0.975 0.05 0.05 0.1\n',
  );
});

test('CSV: no path is a formula, nor breaks its row', () => {
  const names = ['=1+1.jpg', '+a.jpg', '-a.jpg', '@a.jpg', '\t=a.jpg', '\r=a.jpg', '＝a.jpg', 'a;=1.jpg', 'a\n=1.jpg'];
  for (const image of names) {
    const text = new CsvDocument().add({ ...PHOTO, image, faces: PHOTO.faces.slice(0, 1) });
    const [, cell] = /^("(?:[^"]|"")*"|[^,"]*),20,10,10,20,0\.93\n$/.exec(text) ?? [];
    assert.ok(cell !== undefined, text);
    const path = cell.startsWith('"') ? cell.slice(1, -1).replaceAll('""', '"') : cell;
    assert.doesNotMatch(path, /^[=+\-@\t\r\n＝＋－＠]/);
    assert.equal(join(path), image, 'it still leads to the photo');
  }
});

test('COCO: all that tools ask for', () => {
  const coco = JSON.parse(written(new CocoDocument(), [PHOTO]));
  assert.deepEqual(Object.keys(coco).sort(), ['annotations', 'categories', 'images', 'info', 'licenses']);
  const [{ segmentation, bbox, area, iscrowd }] = coco.annotations;
  assert.deepEqual(
    { segmentation, bbox, area, iscrowd },
    {
      segmentation: [[20, 10, 30, 10, 30, 30, 20, 30]],
      bbox: [20, 10, 10, 20],
      area: 200,
      iscrowd: 0,
    },
  );
});

test('CSV: quoted where it must be', () => {
  assert.equal(
    written(new CsvDocument(), [PHOTO, { ...PHOTO, image: 'empty.jpg', faces: [] }]),
    'image,x,y,width,height,score\nJPEGImages/crowd.jpg,20,10,10,20,0.93\nJPEGImages/crowd.jpg,190,80,10,20,0.1235\n',
  );
  assert.match(new CsvDocument().add({ ...PHOTO, image: 'a, "b".jpg' }), /^"a, ""b""\.jpg",20,/);
});

test('WIDER FACE’s prediction file: name, count, then a face a line', () => {
  const faces = [
    { box: { x: 1.5, y: 2.0004, width: 9, height: 11.2 }, score: 0.93 },
    { box: { x: 100 / 3, y: 20, width: 5, height: 6.4 }, score: 0.123456789 },
  ];
  const image = 'images/0--Parade/0_Parade_marchingband_1_20.jpg';
  assert.equal(
    widerText({ image, width: 1024, height: 768, faces }),
    '0_Parade_marchingband_1_20\n2\n1.5 2 9 11.2 0.93\n33.333 20 5 6.4 0.123457\n',
  );
  assert.equal(widerFile(image), join('0--Parade', '0_Parade_marchingband_1_20.txt'));
  assert.equal(widerText({ image: 'none.jpg', width: 1, height: 1, faces: [] }), 'none\n0\n');
});

test('COCO and PASCAL VOC: our own readers find the same boxes', async () => {
  await mkdir(join(folder, 'JPEGImages'));
  await mkdir(join(folder, 'Annotations'));
  for (const name of ['crowd.jpg', 'empty.jpg', 'last.jpg']) await writeFile(join(folder, 'JPEGImages', name), '');
  const boxes = PHOTO.faces.map(({ box }) => box);

  const photos = [
    PHOTO,
    { ...PHOTO, image: 'JPEGImages/empty.jpg', faces: [] },
    { ...PHOTO, image: 'JPEGImages/last.jpg' },
  ];
  await writeFile(join(folder, 'faces.json'), written(new CocoDocument(), photos));
  const coco = await loadCoco(join(folder, 'faces.json'), folder);
  assert.deepEqual(
    coco.photos.map(({ name, faces }) => [name, ...faces.map(({ box }) => box)]),
    [['crowd', ...boxes], ['empty'], ['last', ...boxes]],
  );

  await writeFile(join(folder, 'Annotations/crowd.xml'), vocXml(PHOTO));
  const voc = await loadVoc(folder);
  assert.deepEqual(
    voc.photos.map(({ faces }) => faces.map(({ box }) => box)),
    [boxes],
  );
});
