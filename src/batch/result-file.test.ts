import assert from 'node:assert/strict';
import { appendFile, mkdtemp, readFile, rm, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { hash, marksOf } from './file-identity.js';
import type { PhotoInput } from './inputs.js';
import { ResultFile } from './result-file.js';

const folder = await mkdtemp(join(tmpdir(), 'farface-result-file-'));
after(() => rm(folder, { recursive: true }));
const at = (name: string) => join(folder, name);
const input = (name: string): PhotoInput => ({ name, path: at(name), relative: name });
/** Adds the line of a photo that is done. */
async function done(file: ResultFile, photo: PhotoInput, faces: number): Promise<void> {
  const face = { box: { x: 1, y: 2, width: 3, height: 4 }, score: 0.5 };
  const line = JSON.stringify({ image: photo.name, width: 40, height: 30, faces: Array(faces).fill(face) });
  file.add(photo, line, { ...(await marksOf(photo.path)), sha256: hash(await readFile(photo.path)) });
}
for (const name of ['a', 'b', 'c', 'd']) await writeFile(at(name), name);
const PHOTOS = ['a', 'b', 'c', 'd'].map(input);
const open = (path: string, resume = true, settings: object = {}) => ResultFile.open(path, resume, settings, PHOTOS);

/** The images of a file, each with its number of faces, or with the word of its failure. */
async function contentsOf(path: string): Promise<[string, number | string][]> {
  const lines = (await readFile(path, 'utf8')).trimEnd().split('\n');
  return lines.map((line) => JSON.parse(line)).map(({ image, faces, error }) => [image, error ?? faces.length]);
}

/** A file in which `a` and `b` are done and `c` failed. */
async function begun(name: string): Promise<string> {
  const file = await open(at(name));
  await done(file, PHOTOS[0]!, 1);
  await done(file, PHOTOS[1]!, 2);
  file.add(PHOTOS[2]!, JSON.stringify({ image: 'c', error: 'broken' }));
  await file.close();
  return at(name);
}

test('what is done stays, what failed is tried again', async () => {
  const path = await begun('one.jsonl');
  assert.deepEqual(await contentsOf(path), [
    ['a', 1],
    ['b', 2],
    ['c', 'broken'],
  ]);
  const file = await open(path);
  assert.deepEqual([...file.done], [at('a'), at('b')]);
  await done(file, PHOTOS[2]!, 3);
  await file.close();
  assert.deepEqual(await contentsOf(path), [
    ['a', 1],
    ['b', 2],
    ['c', 3],
  ]);
});

test('killed between a line and its record, or within either: the photo is done again, and no line is there twice', async () => {
  const killed: ((path: string) => Promise<void>)[] = [
    (path) => appendFile(path, '{"image":"d","width":40,"height":30,"faces":[]}\n'),
    (path) => appendFile(path, '{"image":"d","width":40,"hei'),
    async (path) => {
      await appendFile(path, '{"image":"d","width":40,"height":30,"faces":[]}\n');
      await appendFile(`${path}.manifest`, `{"photo":"${at('d')}","byt`);
    },
    // A disk that lost the line and kept the record.
    (path) =>
      appendFile(
        `${path}.manifest`,
        `{"photo":"${at('d')}","identity":{"size":1,"changed":"1","touched":"1","inode":"1","sha256":"${hash('d')}"},"image":"d"}\n`,
      ),
  ];
  for (const [number, kill] of killed.entries()) {
    const path = await begun(`kill-${number}.jsonl`);
    await kill(path);
    const file = await open(path);
    assert.deepEqual([...file.done], [at('a'), at('b')]);
    await done(file, PHOTOS[3]!, 4);
    await file.close();
    const last = await open(path);
    assert.deepEqual([...last.done], [at('a'), at('b'), at('d')]);
    await last.close();
    assert.deepEqual(await contentsOf(path), [
      ['a', 1],
      ['b', 2],
      ['d', 4],
    ]);
  }
});

test('a photo that has changed is looked at again, and lines edited by hand stay', async () => {
  const path = await begun('edited.jsonl');
  const text = await readFile(path, 'utf8');
  await writeFile(path, text.replace(/"faces":\[.*?\]/, '"faces":[]').replace(/"c"/, '"elsewhere/c"'));
  await writeFile(at('b'), 'changed');
  const file = await open(path);
  await file.close();
  assert.deepEqual([...file.done], [at('a')]);
  assert.deepEqual(await contentsOf(path), [
    ['a', 0],
    ['elsewhere/c', 'broken'],
  ]);
  await writeFile(at('b'), 'b');
});

test('nothing is overwritten, mixed or guessed', async () => {
  const path = await begun('kept.jsonl');
  await assert.rejects(open(path, false), /kept\.jsonl: is there already\. Add --resume/);
  await assert.rejects(
    open(path, true, { threshold: 0.9 }),
    /kept\.jsonl\.manifest: the earlier run had other options/,
  );
  const running = await open(path);
  await assert.rejects(open(path), /kept\.jsonl: another run writes it/);
  await running.close();
  await writeFile(at('other.jsonl'), await readFile(path));
  await assert.rejects(open(at('other.jsonl')), /other\.jsonl: has no record of how it was made/);
  await utimes(at('a'), 1, 1);
  await appendFile(path, '{"image":"d","wid\n{"image":"b","error":"why"}\n');
  const before = await readFile(path, 'utf8');
  await assert.rejects(open(path), /kept\.jsonl:3: is no line of farface detect --json/);
  assert.equal(await readFile(path, 'utf8'), before);
  await assert.rejects(open(join(folder, 'a', 'b.jsonl')), { name: 'InputError' });
});
