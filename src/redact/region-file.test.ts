import assert from 'node:assert/strict';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { RegionFile } from './region-file.js';

const folder = await mkdtemp(join(tmpdir(), 'farface-regions-'));
after(() => rm(folder, { recursive: true }));

const A = { x: 1, y: 2, width: 3, height: 4 };
const B = { x: 5, y: 6.5, width: 7, height: 8 };

async function read(text: string): Promise<RegionFile> {
  const path = join(folder, 'edited.jsonl');
  await writeFile(path, text);
  return RegionFile.read(path);
}

test('lines of detect --json, with or without scores, errors among them', async () => {
  const file = await read(
    [
      { image: 'photos/a.jpg', width: 10, height: 10, faces: [{ box: A, score: 0.9 }] },
      { image: 'photos/bad.jpg', error: 'no picture' },
      { image: 'photos/deep/b.jpg', faces: [{ box: B }, { box: A }] },
      { image: './photos/a.jpg', faces: [{ box: B }] },
    ]
      .map((line) => JSON.stringify(line))
      .join('\n\n'),
  );
  assert.deepEqual(file.regionsOf('photos/a.jpg', 'a.jpg'), [A, B]);
  assert.deepEqual(file.regionsOf('elsewhere/deep/b.jpg', 'deep/b.jpg'), [B, A], 'moved with its folder');
  assert.equal(file.regionsOf('photos/c.jpg', 'c.jpg'), undefined);
  assert.equal(file.regionsOf('photos/bad.jpg', 'bad.jpg'), undefined, 'nobody has looked at it');
});

test('two photos of the same name are not mixed up, and what matches no photo is told', async () => {
  const file = await read(
    '{"image":"x/a.jpg","faces":[{"box":{"x":1,"y":2,"width":3,"height":4}}]}\n{"image":"y/a.jpg","faces":[]}',
  );
  assert.equal(file.regionsOf('z/a.jpg', 'a.jpg'), undefined);
  assert.deepEqual(file.unused(), ['x/a.jpg']);
  assert.deepEqual(file.regionsOf('x/a.jpg', 'a.jpg'), [A]);
  assert.deepEqual(file.unused(), []);
});

test('one JSON document, as an editor saves it', async () => {
  const photo = { image: 'a.jpg', faces: [{ box: A }] };
  assert.deepEqual((await read(JSON.stringify([photo], null, 2))).regionsOf('a.jpg', 'a.jpg'), [A]);
  assert.deepEqual((await read(JSON.stringify(photo, null, 2))).regionsOf('a.jpg', 'a.jpg'), [A]);
});

test('what is wrong is named with its line', async () => {
  const good = '{"image":"a.jpg","faces":[]}\n';
  await assert.rejects(read(`${good}{"image":"b.jpg","faces":[`), /edited\.jsonl:2: is not JSON/);
  await assert.rejects(
    read(`${good}{"image":"b.jpg","faces":[{"box":{"x":1,"y":2,"width":-3,"height":4}}]}`),
    /edited\.jsonl:2, faces\.0\.box\.width: expected a number above 0, received -3/,
  );
  await assert.rejects(read(`${good}{"faces":[]}`), /edited\.jsonl:2, image: expected the path of a photo/);
  await assert.rejects(RegionFile.read(join(folder, 'absent')), /absent: cannot be read/);
});
