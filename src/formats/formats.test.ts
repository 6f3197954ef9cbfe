import assert from 'node:assert/strict';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { loadCoco } from '../datasets/coco.js';
import { loadVoc } from '../datasets/voc.js';
import { CocoDataset } from './coco.js';
import { csvLines } from './csv.js';
import { readJsonLines } from './read-json-lines.js';
import { vocXml } from './voc.js';
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

test('YOLO: shares of the photo’s sides about the centre', () => {
  assert.equal(yoloText(PHOTO), '0 0.125 0.2 0.05 0.2 0.93\n0 0.975 0.9 0.05 0.2 0.1235\n');
  assert.equal(yoloText({ ...PHOTO, faces: [] }), '');
});

test('CSV: quoted where it must be', () => {
  assert.deepEqual(csvLines(PHOTO), [
    'JPEGImages/crowd.jpg,20,10,10,20,0.93',
    'JPEGImages/crowd.jpg,190,80,10,20,0.1235',
  ]);
  assert.match(csvLines({ ...PHOTO, image: 'a, "b".jpg' })[0]!, /^"a, ""b""\.jpg",20,/);
});

test('COCO and PASCAL VOC: our own readers find the same boxes', async () => {
  await mkdir(join(folder, 'JPEGImages'));
  await mkdir(join(folder, 'Annotations'));
  await writeFile(join(folder, 'JPEGImages/crowd.jpg'), '');
  const boxes = PHOTO.faces.map(({ box }) => box);

  const dataset = new CocoDataset();
  dataset.add(PHOTO);
  await writeFile(join(folder, 'faces.json'), dataset.toJson());
  const coco = await loadCoco(join(folder, 'faces.json'), folder);
  assert.deepEqual(
    coco.photos.map(({ faces }) => faces.map(({ box }) => box)),
    [boxes],
  );

  await writeFile(join(folder, 'Annotations/crowd.xml'), vocXml(PHOTO));
  const voc = await loadVoc(folder);
  assert.deepEqual(
    voc.photos.map(({ faces }) => faces.map(({ box }) => box)),
    [boxes],
  );
});

test('lines of detect --json are read one by one, and what is wrong is named', async () => {
  const path = join(folder, 'faces.jsonl');
  const all = async () => {
    const photos = [];
    for await (const photo of readJsonLines(path)) photos.push(photo);
    return photos;
  };
  const failed = { image: 'bad.jpg', error: 'no picture' };
  await writeFile(path, `${JSON.stringify(PHOTO)}\r\n\n${JSON.stringify(failed)}\n`);
  assert.deepEqual(await all(), [PHOTO, failed]);
  await writeFile(path, `${JSON.stringify(PHOTO)}\n{"image":"a.jpg"}\n`);
  await assert.rejects(all(), /faces\.jsonl:2: expected a line of farface detect --json/);
  await writeFile(path, '{"image":');
  await assert.rejects(all(), /faces\.jsonl:1: is not JSON/);
});
