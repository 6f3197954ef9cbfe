import assert from 'node:assert/strict';
import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import type { PhotoFaces } from './photo-faces.js';
import { FORMATS, type Format, openWriter } from './writers.js';

const folder = await mkdtemp(join(tmpdir(), 'farface-writers-'));
after(() => rm(folder, { recursive: true }));

const box = { x: 1, y: 2, width: 9, height: 11.2 };
const PHOTOS: PhotoFaces[] = [
  { image: 'march/a.jpg', width: 100, height: 50, faces: [{ box, score: 0.9 }] },
  { image: '../../up/b.png', width: 100, height: 50, faces: [] },
];

async function filesOf(format: Format, photos: readonly PhotoFaces[]): Promise<string[]> {
  const out = join(folder, format);
  const writer = await openWriter(format, join(out, 'faces'));
  for (const photo of photos) await writer.add(photo);
  await writer.finish();
  for (const { image } of photos) await readFile(writer.fileOf(image) ?? join(out, 'faces'));
  const entries = await readdir(out, { recursive: true, withFileTypes: true });
  return entries
    .flatMap((entry) => (entry.isFile() ? [join(entry.parentPath, entry.name).slice(out.length + 1)] : []))
    .sort();
}

test('one file, or one for each photo below the folder, whatever its path says', async () => {
  assert.deepEqual(await filesOf('csv', PHOTOS), ['faces']);
  assert.deepEqual(await filesOf('coco', PHOTOS), ['faces']);
  assert.deepEqual(await filesOf('yolo', PHOTOS), ['faces/march/a.txt', 'faces/up/b.txt']);
  assert.deepEqual(await filesOf('voc', PHOTOS), ['faces/march/a.xml', 'faces/up/b.xml']);
  assert.deepEqual(await filesOf('wider', PHOTOS), ['faces/march/a.txt', 'faces/up/b.txt']);
});

test('nothing is there before all are, and nothing is left of what was discarded', async () => {
  const path = join(folder, 'late', 'faces.csv');
  const writer = await openWriter('csv', path);
  await writer.add(PHOTOS[0]!);
  await assert.rejects(readFile(path), { code: 'ENOENT' });
  await writer.discard();
  assert.deepEqual(await readdir(join(folder, 'late')), []);
});

test('no photo’s file replaces that of another', async () => {
  const writer = await openWriter('yolo', join(folder, 'alike'));
  const photo = { ...PHOTOS[0]!, image: 'a.jpg' };
  await writer.add(photo);
  await writer.add(photo);
  await assert.rejects(writer.add({ ...photo, image: 'a.png' }), {
    name: 'InputError',
    message: `a.png: ${join(folder, 'alike', 'a.txt')} has the faces of a.jpg already. Rename one of these photos.`,
  });
});

test('a place that cannot be written is refused before anything is done', async () => {
  await mkdir(join(folder, 'taken'));
  await writeFile(join(folder, 'file'), '');
  for (const format of FORMATS) {
    const place = join(folder, ['yolo', 'voc', 'wider'].includes(format) ? 'file' : 'taken');
    await assert.rejects(openWriter(format, place), { name: 'InputError', message: new RegExp(`${place}: cannot be`) });
  }
});
