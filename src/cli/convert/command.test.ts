import assert from 'node:assert/strict';
import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { XMLParser } from 'fast-xml-parser';
import sharp from 'sharp';
import { run } from '../program.js';

const folder = await mkdtemp(join(tmpdir(), 'farface-convert-'));
after(() => rm(folder, { recursive: true }));

const FACES = [
  { box: { x: 20, y: 10, width: 10, height: 20 }, score: 0.93 },
  { box: { x: 190, y: 80, width: 10, height: 20 }, score: 0.5 },
];
const size = { width: 200, height: 100 };
const PHOTOS = [
  { image: 'photos/march/crowd, left.jpg', ...size, faces: FACES },
  { image: 'photos/empty.png', ...size, faces: [] },
];
const FAILED = { image: 'photos/bad.jpg', error: 'photos/bad.jpg: is damaged' };
const file = join(folder, 'faces.jsonl');

/** Runs `farface convert` on these lines; what it says is caught. */
async function converted(lines: readonly unknown[], to: string, name: string, ...more: string[]) {
  await writeFile(file, lines.map((line) => `${typeof line === 'string' ? line : JSON.stringify(line)}\n`).join(''));
  const out = join(folder, name);
  let said = '';
  const { write } = process.stderr;
  process.stderr.write = (chunk: string | Uint8Array) => {
    said += String(chunk);
    return true;
  };
  try {
    return { code: await run(['convert', file, '--to', to, '--out', out, ...more]), said, out };
  } finally {
    Object.assign(process.stderr, { write });
    process.exitCode = undefined;
  }
}

test('CSV: a line a face', async () => {
  const { code, said, out } = await converted(PHOTOS, 'csv', 'deep/faces.csv');
  assert.deepEqual([code, said], [0, `2 faces of 2 photos written to ${out}\n`]);
  assert.deepEqual((await readFile(out, 'utf8')).split(/\r?\n/), [
    'image,x,y,width,height,score',
    '"photos/march/crowd, left.jpg",20,10,10,20,0.93',
    '"photos/march/crowd, left.jpg",190,80,10,20,0.5',
    '',
  ]);
});

test('COCO: photos without faces too', async () => {
  const { out } = await converted(PHOTOS, 'coco', 'faces.json');
  const { images, annotations, categories } = JSON.parse(await readFile(out, 'utf8'));
  assert.deepEqual(
    images.map((image: { file_name: string }) => image.file_name),
    PHOTOS.map(({ image }) => image),
  );
  assert.deepEqual(
    annotations.map(({ image_id, bbox, score }: Record<string, unknown>) => [image_id, bbox, score]),
    [
      [images[0].id, [20, 10, 10, 20], 0.93],
      [images[0].id, [190, 80, 10, 20], 0.5],
    ],
  );
  assert.deepEqual(categories, [{ id: annotations[0].category_id, name: 'face', supercategory: 'none' }]);
});

test('YOLO, PASCAL VOC and WIDER FACE: a file a photo, under its path', async () => {
  const yolo = await converted(PHOTOS, 'yolo', 'yolo');
  assert.equal(
    await readFile(join(yolo.out, 'photos/march/crowd, left.txt'), 'utf8'),
    '0 0.125 0.2 0.05 0.2\n0 0.975 0.9 0.05 0.2\n',
  );
  assert.equal(await readFile(join(yolo.out, 'photos/empty.txt'), 'utf8'), '');

  const voc = await converted(PHOTOS, 'voc', 'voc');
  const { annotation } = new XMLParser().parse(await readFile(join(voc.out, 'photos/march/crowd, left.xml'), 'utf8'));
  assert.deepEqual([annotation.folder, annotation.filename], ['march', 'crowd, left.jpg']);
  // VOC counts pixels from 1, and a box has its last one within.
  assert.deepEqual(annotation.object[0].bndbox, { xmin: 21, ymin: 11, xmax: 30, ymax: 30 });
  assert.deepEqual(annotation.object[1].bndbox, { xmin: 191, ymin: 81, xmax: 200, ymax: 100 });

  const wider = await converted(PHOTOS, 'wider', 'wider');
  assert.equal(
    await readFile(join(wider.out, 'march/crowd, left.txt'), 'utf8'),
    'crowd, left\n2\n20 10 10 20 0.93\n190 80 10 20 0.5\n',
  );
  assert.equal(await readFile(join(wider.out, 'photos/empty.txt'), 'utf8'), 'empty\n0\n');
});

test('YOLO with the confidence, where it is asked for', async () => {
  const { out } = await converted(PHOTOS, 'yolo', 'sure', '--confidence');
  const text = await readFile(join(out, 'photos/march/crowd, left.txt'), 'utf8');
  assert.equal(text, '0 0.125 0.2 0.05 0.2 0.93\n0 0.975 0.9 0.05 0.2 0.5\n');
  const other = await converted(PHOTOS, 'csv', 'sure.csv', '--confidence');
  assert.equal(other.code, 2);
  assert.match(other.said, /--confidence is about yolo: csv has scores already\./);
});

test('of an animation the faces in the first frame, and the others are told', async () => {
  const faces = FACES.map((face, frame) => ({ ...face, frame }));
  const { code, said, out } = await converted([{ ...PHOTOS[0], faces }], 'csv', 'frames.csv');
  assert.equal(code, 0);
  assert.match(
    said,
    /^1 face of 1 photo written to .*, without 1 face in later frames, which csv cannot tell apart\n$/,
  );
  assert.equal((await readFile(out, 'utf8')).trimEnd().split('\n').length, 2);
});

test('photos that detect failed on are counted, left out, and make the exit code 1', async () => {
  const { code, said, out } = await converted([PHOTOS[0], FAILED], 'yolo', 'some');
  assert.equal(code, 1);
  assert.equal(said, `2 faces of 1 photo written to ${out}, without 1 photo that had failed\n`);
  assert.deepEqual(await readdir(join(out, 'photos')), ['march']);
});

test('a file that is not what detect --json prints is named with its line, and nothing is left behind', async () => {
  for (const [line, message] of [
    ['{"image":', /faces\.jsonl:2: is not JSON; expected a line of farface detect --json/],
    [
      '{"image":"a.jpg"}',
      /faces\.jsonl:2, width: expected the width of the upright photo in pixels, received nothing\./,
    ],
    [{ ...PHOTOS[0], width: -1 }, /faces\.jsonl:2, width: expected a number of pixels above 0, received -1\./],
  ] as const) {
    const { code, said } = await converted([PHOTOS[0], line], 'csv', 'wrong/faces.csv');
    assert.equal(code, 1);
    assert.match(said, message);
    assert.doesNotMatch(said, /written/);
    assert.deepEqual(await readdir(join(folder, 'wrong')), []);
  }
});

test('a place that is taken, photos that would share a file, a format that there is not', async () => {
  const alike = await converted(
    [
      { ...PHOTOS[1], image: 'a.jpg' },
      { ...PHOTOS[1], image: 'a.png' },
    ],
    'yolo',
    'alike',
  );
  assert.equal(alike.code, 1);
  assert.match(
    alike.said,
    /^farface: a\.png: .*a\.txt has the faces of a\.jpg already\. Rename one of these photos\.\n$/,
  );
  const taken = await converted(PHOTOS, 'csv', '.');
  assert.equal(taken.code, 1);
  assert.match(taken.said, /cannot be written as csv: there is a folder of this name/);
  const wrong = await converted(PHOTOS, 'xml', 'never');
  assert.equal(wrong.code, 2);
  assert.match(
    wrong.said,
    /'xml' is invalid\. Allowed choices are csv, coco, yolo, voc, wider, cvat, label-studio, fiftyone, jsonl, tracks/,
  );
});

test('labels of another tool become lines that redact --only takes, with the size of each photo', async () => {
  const labels = join(folder, 'labels', 'a');
  const photos = join(folder, 'pictures', 'a');
  for (const path of [labels, photos]) await mkdir(path, { recursive: true });
  await sharp({ create: { width: 60, height: 40, channels: 3, background: 'grey' } })
    .withMetadata({ orientation: 6 })
    .jpeg()
    .toFile(join(photos, 'x.jpg'));
  await writeFile(join(labels, 'x.txt'), '0 0.5 0.5 0.25 0.2\n');
  const out = join(folder, 'from-yolo.jsonl');
  const words = ['convert', join(folder, 'labels'), '--from', 'yolo', '--to', 'jsonl', '--out', out];
  assert.equal(await run([...words, '--photos', join(folder, 'pictures')]), 0);
  assert.deepEqual(JSON.parse(await readFile(out, 'utf8')), {
    // Upright it is 40 wide.
    image: 'a/x.jpg',
    ...{ width: 40, height: 60 },
    faces: [{ box: { x: 15, y: 24, width: 10, height: 12 } }],
  });
  assert.equal(await run(words), 1, 'without the photos their size is not known');
  assert.equal(await run(['convert', file, '--to', 'jsonl', '--out', out, '--photos', 'x']), 2);
  process.exitCode = undefined;
});
