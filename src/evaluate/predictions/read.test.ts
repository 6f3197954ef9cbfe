import assert from 'node:assert/strict';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { after, beforeEach, test } from 'node:test';
import { markedPhoto } from '../testing/photos.js';
import { PhotoIndex } from './photo-index.js';
import { Problems } from './problems.js';
import { noteMissing, readPredictions } from './read.js';

const PHOTOS = ['0--Parade/a_1', '0--Parade/b.x_2', '1--Handshaking/a_1'].map((key) => markedPhoto(key));

let folder = '';
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'farface-'));
  folders.push(folder);
});
const folders: string[] = [];
after(() => Promise.all(folders.map((path) => rm(path, { recursive: true }))));

async function read(files: Record<string, string>, path = '.', annotations?: string) {
  for (const [file, text] of Object.entries(files)) {
    await mkdir(join(folder, dirname(file)), { recursive: true });
    await writeFile(join(folder, file), text);
  }
  const problems = new Problems();
  const coco = { annotations: annotations === undefined ? undefined : join(folder, annotations) };
  const predictions = await readPredictions(join(folder, path), PHOTOS, problems, coco);
  noteMissing(predictions, PHOTOS, problems);
  const noted = problems
    .list()
    .map(({ kind, count, where }) => [kind, count, where.map((place) => place.replace(`${folder}/`, ''))]);
  return { predictions: Object.fromEntries(predictions), problems: noted };
}

test('official text files, at any depth, with Windows line ends and landmarks too', async () => {
  const { predictions, problems } = await read({
    'x/0--Parade/a_1.txt': 'a_1\n2\n1 2 3 4.5 0.9 \n5 6 7 8 -0.25\n',
    'x/0--Parade/b.x_2.txt': 'b.x_2\r\n1\r\n1 2 3 4 .5 10 11 12 13\r\n',
    'x/1--Handshaking/a_1.txt': 'a_1\n0\n',
  });
  assert.deepEqual(predictions, {
    '0--Parade/a_1': [
      { box: { x: 1, y: 2, width: 3, height: 4.5 }, score: 0.9 },
      { box: { x: 5, y: 6, width: 7, height: 8 }, score: -0.25 },
    ],
    '0--Parade/b.x_2': [{ box: { x: 1, y: 2, width: 3, height: 4 }, score: 0.5 }],
    '1--Handshaking/a_1': [],
  });
  assert.deepEqual(problems, []);
});

test('what is wrong with text files is named, counted and left out', async () => {
  const { predictions, problems } = await read({
    '0--Parade/a_1.txt': 'a_1\n4\n1 2 3 4 nan\n1 2 0 4 .9\n1 2 3\n1 2 3 4 .5\n',
    '0--Parade/unknown.txt': 'unknown\n1\n1 2 3 4 .9\n',
    '1--Handshaking/a_1.txt': 'a_1\n2\n1 2 3 4 .9\n',
    'again/1--Handshaking/a_1.txt': 'a_1\n0\n',
  });
  assert.deepEqual(problems, [
    ['unknownPhoto', 1, ['0--Parade/unknown.txt']],
    ['noPrediction', 1, ['0--Parade/b.x_2']],
    ['predictedTwice', 1, ['again/1--Handshaking/a_1.txt']],
    [
      'malformed',
      2,
      [
        '0--Parade/a_1.txt:5: expected x y width height score',
        '1--Handshaking/a_1.txt:2: says "2" faces, 1 lines follow',
      ],
    ],
    ['scoreNotANumber', 1, ['0--Parade/a_1.txt:3']],
    ['boxWithoutSize', 1, ['0--Parade/a_1.txt:4']],
  ]);
  assert.deepEqual(
    predictions['0--Parade/a_1']!.map(({ score }) => score),
    [0.5],
  );
});

const face = (score: string, width = '3') => `{"box":{"x":1,"y":2,"width":${width},"height":4},"score":${score}}`;

test('JSON lines, as the detector prints them, wherever the photos lay', async () => {
  const { predictions, problems } = await read({
    'predictions.jsonl': [
      `{"image":"/data/WIDER_val/images/0--Parade/a_1.jpg","width":9,"height":9,"faces":[${face('0.9')}]}`,
      '{"image":"C:\\\\val\\\\1--Handshaking\\\\a_1.jpg","error":"is damaged"}',
      `{"image":"1--Handshaking/a_1.jpg","faces":[${face('0.5')}]}`,
      '',
      '{"image":"0--Parade/b.x_2.jpg","faces":[{"box":{"x":1,',
    ].join('\n'),
  });
  assert.deepEqual(predictions, {
    '0--Parade/a_1': [{ box: { x: 1, y: 2, width: 3, height: 4 }, score: 0.9 }],
    '1--Handshaking/a_1': [{ box: { x: 1, y: 2, width: 3, height: 4 }, score: 0.5 }],
  });
  // The last line was cut off: its photo has no prediction. The failure was followed by a success.
  assert.deepEqual(problems, [['noPrediction', 1, ['0--Parade/b.x_2']]]);
});

test('what is wrong with JSON lines is named, counted and left out', async () => {
  const { predictions, problems } = await read(
    {
      'NaN.jsonl': [
        `{"image":"0--Parade/a_1.jpg","faces":[${face('NaN')},${face('null')},${face('0.5', '-3')},${face('0.6')}]}`,
        '{"image":"0--Parade/a_1.jpg","faces":[]}',
        '{"image":"elsewhere/a_1.jpg","faces":[]}',
        '{"image":"0--Parade/b.x_2.jpg","faces":[{"bbox":[1,2,3,4]}]}',
        'not JSON',
        '{"image":"1--Handshaking/a_1.jpg","error":"is damaged"}',
        '',
      ].join('\n'),
    },
    'NaN.jsonl',
  );
  assert.deepEqual(
    predictions['0--Parade/a_1']!.map(({ score }) => score),
    [0.6],
  );
  assert.deepEqual(
    problems.map(([kind, count]) => [kind, count]),
    [
      ['unknownPhoto', 1],
      ['noPrediction', 1],
      ['detectionFailed', 1],
      ['predictedTwice', 1],
      ['malformed', 2],
      ['scoreNotANumber', 2],
      ['boxWithoutSize', 1],
    ],
  );
  assert.deepEqual(problems[2], ['detectionFailed', 1, ['NaN.jsonl:6: is damaged']]);
});

test('what both stages say stays with a face', async () => {
  const stages = { proposal: 0.25, verification: 0.75, proposalBox: { x: 1.5, y: 2, width: 8, height: 9.25 } };
  const line = `{"image":"0--Parade/a_1.jpg","faces":[${face('0.5').slice(0, -1)},"stages":${JSON.stringify(stages)}}]}`;
  const { predictions } = await read({ 'predictions.jsonl': line });
  assert.deepEqual(predictions['0--Parade/a_1']![0]!.stages, stages);
});

test('one text file, of one photo or of many', async () => {
  const one = await read({ '1--Handshaking/a_1.txt': 'a_1\n1\n1 2 3 4 .5\n' }, '1--Handshaking/a_1.txt');
  assert.deepEqual(one.predictions, {
    '1--Handshaking/a_1': [{ box: { x: 1, y: 2, width: 3, height: 4 }, score: 0.5 }],
  });
  const all = [
    ['0--Parade/a_1.jpg', '2', '1 2 3 4 .5', '5 6 7 8 .25'],
    ['0--Parade/b.x_2.jpg', '0'],
    ['elsewhere/a_1.jpg', '1', '1 2 3 4 .5'],
    ['1--Handshaking/a_1.jpg', '1', '1 2 3 4'],
    ['0--Parade/a_1.jpg', 'many', '1 2 3 4 .5'],
  ];
  const many = await read({ 'all.txt': all.flat().join('\n') }, 'all.txt');
  assert.deepEqual(
    Object.entries(many.predictions).map(([key, faces]) => [key, faces.map(({ score }) => score)]),
    [
      ['0--Parade/a_1', [0.5, 0.25]],
      ['0--Parade/b.x_2', []],
      ['1--Handshaking/a_1', []],
    ],
  );
  assert.deepEqual(many.problems, [
    ['unknownPhoto', 1, ['all.txt:7: elsewhere/a_1.jpg']],
    ['predictedTwice', 1, ['all.txt:13: 0--Parade/a_1.jpg']],
    [
      'malformed',
      2,
      [
        'all.txt:12: expected x y width height score',
        'all.txt:14: expected a number of faces and as many lines, found "many"',
      ],
    ],
  ]);
});

const IMAGES = [
  { id: 7, file_name: '0--Parade/a_1.jpg' },
  { id: 8, file_name: '1--Handshaking/a_1.jpg' },
  { id: 9, file_name: 'elsewhere/c.jpg' },
];
const CATEGORIES = [
  { id: 1, name: 'person' },
  { id: 2, name: 'face' },
];
const result = (image_id: number, score: string, category_id = 2) =>
  `{"image_id":${image_id},"category_id":${category_id},"bbox":[1,2,3,4],"score":${score}}`;

test('COCO results, with the annotations that name their photos', async () => {
  const results = [result(7, '0.5'), result(7, '0.9', 1), result(9, '0.5'), result(5, '0.5'), result(7, 'NaN')];
  const files = {
    'results.json': `[${results.join()}]`,
    'annotations.json': JSON.stringify({ images: IMAGES, categories: CATEGORIES }),
  };
  const { predictions, problems } = await read(files, 'results.json', 'annotations.json');
  assert.deepEqual(predictions, { '0--Parade/a_1': [{ box: { x: 1, y: 2, width: 3, height: 4 }, score: 0.5 }] });
  assert.deepEqual(problems, [
    ['unknownPhoto', 2, ['results.json, result 2: elsewhere/c.jpg', 'results.json, result 3: image 5']],
    ['noPrediction', 2, ['0--Parade/b.x_2', '1--Handshaking/a_1']],
    ['scoreNotANumber', 1, ['results.json, result 4']],
  ]);
  await assert.rejects(read(files, 'results.json'), /results\.json: .*--annotations/);
  await assert.rejects(
    read({ 'wrong.json': '{"a":1}' }, 'wrong.json', 'annotations.json'),
    /wrong\.json.*list of results/,
  );
});

test('a COCO data set with scores names its photos itself', async () => {
  const file = `{"images":${JSON.stringify(IMAGES)},"categories":${JSON.stringify(CATEGORIES)},"annotations":[${result(7, '0.5')}]}`;
  const { predictions } = await read({ 'found.json': file }, 'found.json');
  assert.deepEqual(Object.keys(predictions), ['0--Parade/a_1', '1--Handshaking/a_1']);
  assert.equal(predictions['0--Parade/a_1']!.length, 1);
});

test('a folder without predictions, or none at all, is an error', async () => {
  await assert.rejects(read({}), { name: 'InputError', message: /holds no predictions; expected EVENT\/NAME\.txt/ });
  await assert.rejects(read({}, 'nowhere'), /nowhere: no such file or folder/);
});

test('a photo of no event is found in its own folder, or by its bare name, and in no other folder', async () => {
  const photos = [{ ...markedPhoto('x/b'), event: '', path: '/data/JPEGImages/b.jpg' }];
  const index = new PhotoIndex(photos);
  for (const path of ['b.jpg', './b.jpg', 'JPEGImages/b.jpg', 'C:\\elsewhere\\JPEGImages\\b.png'])
    assert.equal(index.find(path), 'b', path);
  for (const path of ['other/b.jpg', '/data/b.jpg', 'JPEGImages/other/b.jpg', 'a.jpg'])
    assert.equal(index.find(path), undefined, path);
});

test('b.jpg and b.png are two photos, each found with its ending alone', () => {
  const photos = ['b.jpg', 'b.png'].map((name) => ({ ...markedPhoto('x/b'), name, path: `x/${name}` }));
  const index = new PhotoIndex(photos);
  assert.deepEqual(
    ['x/b.jpg', 'x/b.png', 'x/b', 'x/b.gif'].map((path) => index.find(path)),
    ['x/b.jpg', 'x/b.png', undefined, undefined],
  );
});

test('20,000 results of one photo, and NaN in a name', async () => {
  const results = Array.from({ length: 20_000 }, () => result(7, '0.5'));
  const files = {
    'results.json': `[${[...results, result(7, 'NaN')].join()}]`,
    'annotations.json': JSON.stringify({ images: IMAGES, categories: CATEGORIES }),
  };
  const { predictions } = await read(files, 'results.json', 'annotations.json');
  assert.equal(predictions['0--Parade/a_1']!.length, 20_000);
  const line = JSON.stringify({ image: 'x: NaN, y/a_1.jpg', faces: [] });
  assert.deepEqual((await read({ 'odd.jsonl': line }, 'odd.jsonl')).problems[0], [
    'unknownPhoto',
    1,
    ['odd.jsonl:1: x: NaN, y/a_1.jpg'],
  ]);
});
