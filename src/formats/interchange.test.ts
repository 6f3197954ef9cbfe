import assert from 'node:assert/strict';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { XMLParser } from 'fast-xml-parser';
import { IMPORTS, type ImportFormat, readForeign } from './readers.js';
import { openWriter } from './writers.js';

const folder = await mkdtemp(join(tmpdir(), 'farface-interchange-'));
after(() => rm(folder, { recursive: true }));

const size = { width: 200, height: 100 };
const FACES = [
  { box: { x: 20, y: 10, width: 10, height: 20 }, score: 0.93 },
  { box: { x: 189.5, y: 80, width: 10, height: 20 }, score: 0.5 },
];
const PHOTOS = [
  { image: 'march/crowd & "co" é.jpg', ...size, faces: FACES },
  { image: 'empty.png', ...size, faces: [] },
];
const findPhoto = async (image: string) => ({
  image: PHOTOS.find((one) => one.image.startsWith(image))!.image,
  ...size,
});

async function written(format: ImportFormat): Promise<string> {
  const path = join(folder, format);
  const writer = await openWriter(format, path, { confidence: true });
  for (const photo of PHOTOS) await writer.add(photo);
  await writer.finish();
  return path;
}

async function read(format: ImportFormat, value: unknown, label?: string) {
  const path = join(folder, `given-${format}`);
  await writeFile(path, typeof value === 'string' ? value : JSON.stringify(value));
  return readForeign(format, path, { findPhoto, label });
}

for (const format of IMPORTS) {
  test(`${format}: what is written is read again as it was`, async () => {
    const photos = await readForeign(format, await written(format), { findPhoto });
    const order = (list: readonly { image: string }[]) => list.toSorted((a, b) => (a.image < b.image ? -1 : 1));
    assert.deepEqual(order(photos), order(PHOTOS));
  });
}

test('CVAT reads it: the elements and attributes that its loader asks for', async () => {
  const xml = new XMLParser({ ignoreAttributes: false, attributeNamePrefix: '', htmlEntities: true }).parse(
    await readFile(await written('cvat'), 'utf8'),
  );
  assert.equal(xml.annotations.version, 1.1);
  // Source: datumaro/plugins/cvat_format/extractor.py, _parse_meta: without it, it reads nothing.
  const { label } = xml.annotations.meta.task.labels;
  assert.deepEqual(
    [label.name, label.attributes.attribute.name, label.attributes.attribute.input_type],
    ['face', 'score', 'text'],
  );
  const [photo, empty] = xml.annotations.image;
  assert.deepEqual(
    [photo.id, photo.name, photo.width, photo.height, empty.id],
    ['0', 'march/crowd & "co" é.jpg', '200', '100', '1'],
  );
  // Source: cvat/apps/dataset_manager/formats/cvat.py, load_anno.
  for (const name of ['label', 'occluded', 'xtl', 'ytl', 'xbr', 'ybr', 'z_order'])
    assert.ok(name in photo.box[0], name);
});

test('Label Studio reads it: tasks with predictions in percent', async () => {
  const [task] = JSON.parse(await readFile(await written('label-studio'), 'utf8'));
  assert.equal(task.data.image, '/data/local-files/?d=march/crowd%20%26%20%22co%22%20%C3%A9.jpg');
  const [{ model_version, result }] = task.predictions;
  assert.equal(model_version, 'farface');
  assert.deepEqual(result[0].value, { rotation: 0, x: 10, y: 10, width: 5, height: 20, rectanglelabels: ['face'] });
  assert.equal(new Set(result.map(({ id }: { id: string }) => id)).size, 2);
});

test('FiftyOne reads it: shares of the sides by the path without ending', async () => {
  const { classes, labels } = JSON.parse(await readFile(await written('fiftyone'), 'utf8'));
  assert.deepEqual(classes, ['face']);
  assert.deepEqual(Object.keys(labels), ['march/crowd & "co" é', 'empty']);
  assert.deepEqual(labels.empty, []);
  assert.deepEqual(labels['march/crowd & "co" é'][0], {
    label: 'face',
    bounding_box: [0.1, 0.1, 0.05, 0.2],
    confidence: 0.93,
  });
});

test('a person’s annotation goes before a prediction, and boxes that a person drew have no score', async () => {
  const rectangle = (x: number) => ({
    type: 'rectanglelabels',
    original_width: 200,
    original_height: 100,
    value: { x, y: 0, width: 5, height: 10, rotation: 0, rectanglelabels: ['face'] },
  });
  const other = { type: 'choices', value: { choices: ['good'] } };
  const tasks = [
    {
      data: { image: 'https://example.org/upload/a%20b.jpg' },
      annotations: [{ result: [rectangle(20), other] }, { result: [], was_cancelled: true }],
      predictions: [{ result: [rectangle(10)] }],
    },
  ];
  assert.deepEqual(await read('label-studio', tasks), [
    { image: 'upload/a b.jpg', ...size, faces: [{ box: { x: 40, y: 0, width: 10, height: 10 } }] },
  ]);
  const turned = structuredClone(tasks);
  turned[0]!.annotations[0]!.result.splice(1, 1, { ...rectangle(1), value: { ...rectangle(1).value, rotation: 30 } });
  await assert.rejects(read('label-studio', turned), /task 1: has a rectangle that is turned by 30 degrees/);
});

test('of several labels the one that means a face is taken, or asked for', async () => {
  const xml = (label: string) =>
    `<annotations><image name="a.jpg" width="200" height="100"><box label="${label}" xtl="1" ytl="2" xbr="11" ybr="12"/><box label="hat" xtl="1" ytl="2" xbr="3" ybr="4"/></image></annotations>`;
  assert.equal((await read('cvat', xml('Face')))[0]!.faces.length, 1);
  await assert.rejects(
    read('cvat', xml('head')),
    /has the labels hat, head\. Say with --label which of them means a face\./,
  );
  assert.deepEqual((await read('cvat', xml('head'), 'head'))[0]!.faces, [
    { box: { x: 1, y: 2, width: 10, height: 10 } },
  ]);
  await assert.rejects(read('cvat', xml('head'), 'nose'), /has no label "nose"; it has hat, head\./);
});

test('what is wrong is named, with the file and the place', async () => {
  const coco = {
    images: [{ id: 1, file_name: 'a.jpg', ...size }],
    annotations: [{ image_id: 2, category_id: 1, bbox: [1, 2, 3, 4] }],
    categories: [],
  };
  await assert.rejects(read('coco', coco), /given-coco, annotations\.0\.image_id: 2 is none of its images\./);
  await assert.rejects(
    read('coco', { ...coco, annotations: [{ image_id: 1, category_id: 1, bbox: [1, 2, -3, 4] }] }),
    /given-coco, annotations\.0\.bbox\.2: expected/,
  );
  await assert.rejects(read('coco', '{'), /given-coco: expected .* found what is not JSON/);
  await assert.rejects(read('coco', []), /given-coco: /);
  await assert.rejects(read('cvat', '<annotations><image>'), /given-cvat:1: is not XML/);
  await assert.rejects(read('cvat', '<annotations><track/></annotations>'), /export as "CVAT for images 1\.1"/);
  await assert.rejects(
    read(
      'cvat',
      '<annotations><image name="a" width="9" height="9"><box label="face" xtl="x" ytl="2" xbr="3" ybr="4"/></image></annotations>',
    ),
    /given-cvat, annotations\.image\.0\.box\.0\.xtl: expected a number/,
  );
  await assert.rejects(
    read('fiftyone', { labels: { empty: [{ label: 'face', bounding_box: [0, 0, 1] }] } }),
    /given-fiftyone, labels\.empty\.0\.bounding_box: expected \[x, y, width, height\]/,
  );
  const twice = { ...coco, annotations: [], images: [1, 2].map((id) => ({ id, file_name: 'a.jpg', ...size })) };
  await assert.rejects(read('coco', twice), /lists a\.jpg twice/);
  await writeFile(join(folder, 'yolo/march/x.txt'), '0 .5 .5 1.2 .1\n');
  await assert.rejects(
    readForeign('yolo', join(folder, 'yolo'), { findPhoto: async (image) => ({ image, ...size }) }),
    /march\/x\.txt:1: expected a class, then centre, width and height as shares from 0 to 1, received "0 \.5 \.5 1\.2 \.1"/,
  );
});
