import assert from 'node:assert/strict';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { readWiderFaceText } from './wider-face-text.js';

const folder = await mkdtemp(join(tmpdir(), 'farface-'));
after(() => rm(folder, { recursive: true }));

async function read(text: string) {
  const path = join(folder, 'annotations.txt');
  await writeFile(path, text);
  return await readWiderFaceText(path);
}

test('keeps every attribute, and photos without a face', async () => {
  const entries = await read(
    [
      '0--Parade/0_Parade_marchingband_1_849.jpg',
      '1',
      '449 330 122 149 0 0 0 0 0 0 ',
      '0--Parade/0_Parade_Parade_0_452.jpg',
      '0',
      '0 0 0 0 0 0 0 0 0 0 ',
      '2--Demonstration/a b.jpg',
      '2',
      '1 2 3 4 2 1 1 1 2 1',
      '5 6 7 8.5 1 0 0 0 1 0',
      '2--Demonstration/empty.jpg',
      '0',
      '',
    ].join('\r\n'),
  );
  assert.deepEqual(
    entries.map(({ event, file, faces }) => [event, file, faces.length]),
    [
      ['0--Parade', '0_Parade_marchingband_1_849.jpg', 1],
      ['0--Parade', '0_Parade_Parade_0_452.jpg', 0],
      ['2--Demonstration', 'a b.jpg', 2],
      ['2--Demonstration', 'empty.jpg', 0],
    ],
  );
  assert.deepEqual(entries[2]!.faces, [
    {
      box: { x: 1, y: 2, width: 3, height: 4 },
      blur: 2,
      expression: 1,
      illumination: 1,
      invalid: true,
      occlusion: 2,
      pose: 1,
    },
    {
      box: { x: 5, y: 6, width: 7, height: 8.5 },
      blur: 1,
      expression: 0,
      illumination: 0,
      invalid: false,
      occlusion: 1,
      pose: 0,
    },
  ]);
});

test('a row of zeros among faces keeps its place, as the sets of faces go by numbers', async () => {
  const zeros = '0 0 0 0 0 0 0 0 0 0';
  const [entry] = await read(`a/b.jpg\n3\n1 2 3 4 0 0 0 0 0 0\n${zeros}\n5 6 7 8 0 0 0 0 0 0\n`);
  assert.deepEqual(
    entry!.faces.map(({ box, invalid }) => [box.x, invalid]),
    [
      [1, false],
      [0, true],
      [5, false],
    ],
  );
  const [one] = await read(`a/b.jpg\n1\n${zeros}\n`);
  assert.deepEqual(one!.faces, []);
});

test('text with a byte order mark; no path that leads elsewhere, no end that is far away', async () => {
  const [entry] = await read('\ufeffa/b.jpg\n0\n');
  assert.equal(entry!.event, 'a');
  await assert.rejects(read('../b.jpg\n0\n'), /annotations\.txt:1: expected a name without slashes, found "\.\."/);
  await assert.rejects(read('a/b.jpg\n999999999\n1 2 3 4 0 0 0 0 0 0\n'), /annotations\.txt:4: expected the 10 finite/);
});

test('names file and line of what is malformed', async () => {
  const cases: [string[], RegExp][] = [
    [['photo.jpg'], /annotations\.txt:1: expected EVENT\/FILE\.jpg, found "photo\.jpg"/],
    [['a/b.jpg', 'two'], /annotations\.txt:2: expected the number of faces in b\.jpg, found "two"/],
    [['a/b.jpg'], /annotations\.txt:2: expected the number of faces in b\.jpg, found "the end"/],
    [['a/b.jpg', '2', '1 2 3 4 0 0 0 0 0 0'], /annotations\.txt:4: expected the 10 finite numbers x y w h blur/],
    [['a/b.jpg', '1', '1 2 3 four 0 0 0 0 0 0'], /annotations\.txt:3: expected the 10 finite numbers/],
    [['a/b.jpg', '1', '1 2 3 4 0 0 0 0 0'], /annotations\.txt:3: expected the 10 finite numbers/],
    [['a/b.jpg', '1', '1 2 3 4 3 0 0 0 0 0'], /annotations\.txt:3: expected 0, 1 or 2 for blur, found 3/],
    [['a/b.jpg', '1', '1 2 3 4 0 0 0 5 0 0'], /annotations\.txt:3: expected 0 or 1 for invalid, found 5/],
    [['a/b.jpg', '0', '1 2 3 4 0 0 0 0 0 0'], /annotations\.txt:3: a face, although/],
    [['a/b.jpg', '1', '1 2 3 4 0 0 0 0 0 0', '9 9 9 9 0 0 0 0 0 0'], /annotations\.txt:4: expected EVENT/],
  ];
  for (const [lines, message] of cases) {
    await assert.rejects(read(lines.join('\n')), { name: 'InputError', message });
  }
});
