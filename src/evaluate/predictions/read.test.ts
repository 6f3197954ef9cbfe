import assert from 'node:assert/strict';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { after, beforeEach, test } from 'node:test';
import { markedPhoto } from '../testing/photos.js';
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

async function read(files: Record<string, string>, path = '.') {
  for (const [file, text] of Object.entries(files)) {
    await mkdir(join(folder, dirname(file)), { recursive: true });
    await writeFile(join(folder, file), text);
  }
  const problems = new Problems();
  const predictions = await readPredictions(join(folder, path), PHOTOS, problems);
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

test('a folder without predictions, or none at all, is an error', async () => {
  await assert.rejects(read({}), { name: 'InputError', message: /holds no predictions; expected EVENT\/NAME\.txt/ });
  await assert.rejects(read({}, 'nowhere'), /nowhere: no such file or folder/);
});
