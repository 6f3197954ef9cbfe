import assert from 'node:assert/strict';
import { mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { paintRectangles } from '../detect/testing/bright-rectangles.js';
import { InputError } from '../errors/errors.js';
import { temporaryStem } from '../runtime/growing-file.js';
import { type ReportedPhoto, report } from './report.js';
import { Totals } from './totals.js';

const folder = await mkdtemp(join(tmpdir(), 'farface-report-'));
after(() => rm(folder, { recursive: true }));

const boxOf = (height: number) => ({ x: 0, y: 0, width: height, height });
const photo = paintRectangles(64, 48, []);
const PHOTO: ReportedPhoto = { name: 'a.png', photo, faces: [{ box: boxOf(8), score: 0.9 }] };

test('counts faces by height and photos by number of faces', () => {
  const totals = new Totals();
  totals.add([]);
  totals.add([4, 7.99, 8, 63.9, 64].map(boxOf));
  assert.deepEqual(
    totals.heights.map(({ name, count }) => `${name}: ${count}`),
    ['4–8: 2', '8–12: 1', '12–16: 0', '16–24: 0', '24–32: 0', '32–64: 1', '64+: 1'],
  );
  assert.deepEqual(
    totals.facesAPhoto.map(({ name, count }) => `${name}: ${count}`),
    ['0: 1', '1: 0', '2–4: 0', '5–9: 1'],
  );
  totals.add([boxOf(3)]);
  assert.deepEqual(totals.heights[0], { name: '0–4', count: 1 });
  for (let more = 0; more < 2; more++) totals.add(Array.from({ length: 100 + 900 * more }, () => boxOf(20)));
  assert.deepEqual(totals.facesAPhoto.at(-1), { name: '100+', count: 2 });
  assert.deepEqual([totals.photos, totals.faces, totals.empty, totals.least, totals.most], [5, 1106, 1, 3, 64]);
});

test('a photo that cannot be read is listed, and the rest goes on', async () => {
  const file = join(folder, 'mixed.html');
  const absent = join(folder, 'absent.jpg');
  const { failures, bytes, ...counts } = await report(file, [{ name: 'b.jpg', photo: absent, faces: [] }, PHOTO]);
  assert.deepEqual(counts, { photos: 1, faces: 1 });
  assert.deepEqual(failures, [{ name: 'b.jpg', error: 'b.jpg: does not exist' }]);
  assert.equal(bytes, (await stat(file)).size);
  assert.match(await readFile(file, 'utf8'), /<li>b\.jpg: does not exist/);
});

test('a photo is on the disk before the next one is asked for, and in no page before all are', async () => {
  const file = join(folder, 'grown.html');
  const waiting = async () => (await readdir(folder)).filter((name) => name.startsWith(temporaryStem('grown.html')));
  const sizes: number[] = [];
  async function* photos() {
    for (let number = 0; number < 4; number++) {
      yield PHOTO;
      sizes.push((await stat(join(folder, (await waiting())[0]!))).size);
      assert.ok(!(await readdir(folder)).includes('grown.html'));
    }
  }
  await report(file, photos());
  assert.ok(sizes[0]! > 1000);
  assert.deepEqual(
    sizes.map((size) => Math.round(size / sizes[0]!)),
    [1, 2, 3, 4],
  );
  assert.deepEqual(await waiting(), []);
});

test('what breaks in the middle leaves the old page as it was', async () => {
  const file = join(folder, 'old.html');
  await writeFile(file, 'the old page');
  async function* broken() {
    yield PHOTO;
    throw new Error('the disk is gone');
  }
  await assert.rejects(report(file, broken()), /the disk is gone/);
  assert.equal(await readFile(file, 'utf8'), 'the old page');
  assert.deepEqual(
    (await readdir(folder)).filter((name) => name.includes('old.html')),
    ['old.html'],
  );
});

test('stopped early, the page has the photos so far and says so', async () => {
  const file = join(folder, 'stopped.html');
  const controller = new AbortController();
  function* photos() {
    yield PHOTO;
    controller.abort();
    yield PHOTO;
  }
  const { photos: shown } = await report(file, photos(), { signal: controller.signal });
  assert.equal(shown, 1);
  assert.match(await readFile(file, 'utf8'), /class="warning">Stopped before all photos/);
});

test('with view 0 thumbnails open nothing; a wrong option is named', async () => {
  const file = join(folder, 'small.html');
  await report(file, [PHOTO], { view: 0 });
  assert.doesNotMatch(await readFile(file, 'utf8'), /<dialog|href="#view/);
  await assert.rejects(report(file, [PHOTO], { view: -1 }), (error) => {
    assert.ok(error instanceof InputError);
    return /^view: expected a whole number from 0 to 4096 pixels, received -1$/.test(error.message);
  });
});
