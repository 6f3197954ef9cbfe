import assert from 'node:assert/strict';
import { mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';
import { after, test } from 'node:test';
import { FacesFile } from './faces-file.js';

const folder = await mkdtemp(join(tmpdir(), 'farface-listed-'));
after(() => rm(folder, { recursive: true }));

const A = { x: 1, y: 2, width: 3, height: 4 };
const B = { x: 5, y: 6.5, width: 7, height: 8 };
const SIZE = { width: 20, height: 20 };
const lineOf = (image: string, ...boxes: object[]) => ({ image, ...SIZE, faces: boxes.map((box) => ({ box })) });

for (const name of ['x', 'y', 'lists']) await mkdir(join(folder, name));
for (const name of ['x/a.jpg', 'y/a.jpg', 'x/e\u0301.jpg']) await writeFile(join(folder, name), '');

async function read(lines: readonly object[], { name = 'edited.jsonl', base }: { name?: string; base?: string } = {}) {
  const path = join(folder, name);
  await writeFile(path, lines.map((line) => `${JSON.stringify(line)}\n`).join(''));
  return FacesFile.read(path, base);
}
const boxesOf = (file: FacesFile, photo: string) => file.find(join(folder, photo))?.faces.map(({ box }) => box);
const unmatched = (file: FacesFile) => file.unmatched().map(({ name }) => name);

test('a photo is found by its path from the folder of the file, or from another', async () => {
  const beside = await read([lineOf('x/a.jpg', A, B)]);
  assert.deepEqual(boxesOf(beside, 'x/a.jpg'), [A, B]);
  assert.deepEqual(boxesOf(await read([lineOf('./y/../x/a.jpg', A)]), 'x/a.jpg'), [A]);
  assert.deepEqual(boxesOf(await read([lineOf(join(folder, 'x/a.jpg'), A)]), 'x/a.jpg'), [A], 'absolute');
  assert.deepEqual(beside.find(relative('.', join(folder, 'x/a.jpg')))?.width, 20, 'however the run names it');
  const away = await read([lineOf('../x/a.jpg', A)], { name: 'lists/edited.jsonl' });
  assert.deepEqual(boxesOf(away, 'x/a.jpg'), [A]);
  const based = await read([lineOf('a.jpg', A)], { name: 'lists/edited.jsonl', base: join(folder, 'x') });
  assert.deepEqual([boxesOf(based, 'x/a.jpg'), boxesOf(based, 'y/a.jpg')], [[A], undefined]);
});

test('lines of a video’s frames are one list, each face in its frame', async () => {
  const frame = (number: number, ...boxes: object[]) => ({
    ...{
      video: 'x/a.jpg',
      frame: number,
      time: number / 25,
      ...SIZE,
      faces: boxes.map((box) => ({ box, score: 0.5 })),
    },
  });
  const file = await read([frame(0, A), { ...frame(1), skipped: true }, frame(7, B, A)]);
  const found = file.find(join(folder, 'x/a.jpg'))!.faces.map(({ box, frame }) => [box, frame]);
  assert.deepEqual(found, [
    [A, 0],
    [B, 7],
    [A, 7],
  ]);
  await assert.rejects(
    read([{ ...frame(0, A), frames: 3 }]),
    /edited\.jsonl:1: unknown key "frames"; expected video, frame/,
  );
  await assert.rejects(read([frame(0, A), { ...frame(1, A), width: 21 }]), /has a line already/);
});

test('never by its name alone, nor by the end of its path', async () => {
  for (const image of ['a.jpg', 'x/A.jpg', 'z/x/a.jpg', '/x/a.jpg', 'x/a.jpeg']) {
    const file = await read([lineOf(image, A)]);
    assert.equal(boxesOf(file, 'x/a.jpg'), undefined, image);
    assert.equal(boxesOf(file, 'y/a.jpg'), undefined, image);
    assert.deepEqual(unmatched(file), [image], 'and it is told');
  }
});

test('é is one letter, however it is written; links lead to what they mean', async () => {
  assert.deepEqual(boxesOf(await read([lineOf('x/\u00e9.jpg', A)]), 'x/e\u0301.jpg'), [A]);
  await symlink(join(folder, 'x'), join(folder, 'link'));
  assert.deepEqual(boxesOf(await read([lineOf('link/a.jpg', A)]), 'x/a.jpg'), [A]);
  assert.deepEqual(boxesOf(await read([lineOf('a.jpg', A)], { name: 'link/edited.jsonl' }), 'x/a.jpg'), [A]);
});

test('a photo that is not there is told with its line and the place where it was looked for', async () => {
  const file = await read([lineOf('x/a.jpg', A), lineOf('x/gone.jpg'), { image: 'x/bad.jpg', error: 'is damaged' }]);
  assert.deepEqual(unmatched(file), ['x/a.jpg', 'x/gone.jpg', 'x/bad.jpg']);
  assert.equal(file.find(join(folder, 'x/bad.jpg')), undefined, 'nobody has looked at it');
  file.find(join(folder, 'x/a.jpg'));
  const [gone, ...others] = file.unmatched();
  assert.equal(others.length, 0);
  const [list, place] = ['edited.jsonl', 'x/gone.jpg'].map((name) => join(folder, name));
  assert.ok(
    gone!.error.startsWith(`${list}:2: x/gone.jpg is none of the photos of this run (looked for at ${place}).`),
  );
});

test('a photo has one line; of a review’s numbers it may have several, and a failure gives way', async () => {
  await assert.rejects(read([lineOf('x/a.jpg', A), lineOf('link/a.jpg', B)]), {
    name: 'InputError',
    message: /edited\.jsonl:2: link\/a\.jpg has a line already, .*edited\.jsonl:1\. Put all faces/,
  });
  await assert.rejects(
    read([{ ...lineOf('x/a.jpg', A), number: 1 }, lineOf('x/a.jpg', B)]),
    /:2: x\/a\.jpg has a line/,
  );
  const numbers = await read([
    { ...lineOf('x/a.jpg', A), number: 3 },
    { ...lineOf('x/a.jpg', B), number: 17 },
  ]);
  assert.deepEqual(boxesOf(numbers, 'x/a.jpg'), [A, B]);
  const failed = { image: 'x/a.jpg', error: 'no memory' };
  for (const lines of [
    [failed, lineOf('x/a.jpg', A)],
    [lineOf('x/a.jpg', A), failed],
  ])
    assert.deepEqual(boxesOf(await read(lines), 'x/a.jpg'), [A]);
});

test('a box beside the photo is refused: nothing there could be hidden', async () => {
  await assert.rejects(read([lineOf('x/a.jpg', A, { ...A, x: 20 })]), {
    name: 'InputError',
    message: /edited\.jsonl:1, faces\.1\.box: lies outside the photo, which is 20 × 20 pixels\./,
  });
});

test('20,000 photos of one name in as many folders', async () => {
  const lines = Array.from({ length: 20_000 }, (_, index) => lineOf(`${index}/a.jpg`, A));
  const file = await read(lines);
  assert.equal(file.paths().length, 20_000);
  assert.equal(file.find(join(folder, '777/a.jpg'))?.where.endsWith(':778'), true);
});
