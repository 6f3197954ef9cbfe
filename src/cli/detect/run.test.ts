import assert from 'node:assert/strict';
import { link, mkdir, mkdtemp, readdir, readFile, rm, stat, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import sharp from 'sharp';
import { Detector } from '../../detect/detector.js';
import { BrightRectangles, paintRectangles } from '../../detect/testing/bright-rectangles.js';
import { temporaryStem } from '../../runtime/growing-file.js';
import { catchPrinted } from '../testing/catch-printed.js';
import { type DetectFlags, detectPhotos } from './run.js';

const root = await mkdtemp(join(tmpdir(), 'farface-detect-'));
after(() => rm(root, { recursive: true }));
const at = (...parts: string[]) => join(root, ...parts);

/** Photos of one white face each: taller in each next one. */
for (const [index, name] of ['one/a.png', 'two/a.png', 'two/b.png'].entries()) {
  const face = { x: 40, y: 30, width: 12, height: 12 + 2 * index };
  await mkdir(at(name, '..'), { recursive: true });
  await sharp(paintRectangles(100, 80, [face]).data, { raw: { width: 100, height: 80, channels: 3 } })
    .png()
    .toFile(at(name));
}

/** Runs the command within this process. */
async function detect(typed: readonly string[], flags: Partial<DetectFlags>) {
  const load = async () => new Detector(new BrightRectangles());
  return catchPrinted(() => detectPhotos(typed, { format: 'text', ...flags }, load));
}

test('any format at once, nothing printed: a face a line, in the order of the photos', async () => {
  const { code, stdout, stderr } = await detect([at('one'), at('two')], { format: 'csv', out: at('faces.csv') });
  assert.deepEqual([code, stdout], [0, '']);
  assert.match(stderr, /^3 faces in 3 photos, .*, written to .*faces\.csv\n$/);
  const [head, ...lines] = (await readFile(at('faces.csv'), 'utf8')).trimEnd().split('\n');
  assert.equal(head, 'image,x,y,width,height,score');
  assert.deepEqual(
    lines.map((line) => {
      const [image, ...sides] = line.split(',');
      return [image, ...sides.slice(0, 4).map((side) => Math.round(Number(side)))];
    }),
    [
      [at('one/a.png'), 40, 30, 12, 12],
      [at('two/a.png'), 40, 30, 12, 14],
      [at('two/b.png'), 40, 30, 12, 16],
    ],
  );
});

test('a run that goes on: the other format and the pictures are those of one whole run', async () => {
  const files = [at('one/a.png'), at('two/a.png'), at('two/b.png')];
  await writeFile(at('two/c.png'), 'no picture yet');
  const flags = { format: 'coco', results: at('faces.jsonl'), out: at('faces.json'), resume: true } as const;
  const first = await detect([files[0]!, at('two/c.png')], flags);
  assert.equal(first.code, 1);
  assert.match(first.stderr, /two.c\.png: is not a picture/);
  await writeFile(at('two/c.png'), await readFile(files[2]!));
  const leftovers = ['faces.json', 'faces.jsonl'].map((name) => at(`${temporaryStem(name)}${2 ** 22 + 1}-1.tmp`));
  for (const path of leftovers) await writeFile(path, 'of a run that was killed');
  const next = await detect([...files, at('two/c.png')], flags);
  assert.equal(next.code, 0);
  assert.match(next.stderr, /^3 faces in 3 photos, 1 photo done before, .*faces\.jsonl and .*faces\.json\n$/);
  for (const path of leftovers) await assert.rejects(stat(path), { code: 'ENOENT' });
  const { images, annotations } = JSON.parse(await readFile(at('faces.json'), 'utf8'));
  assert.deepEqual(
    images.map(({ file_name }: { file_name: string }) => file_name),
    [...files, at('two/c.png')],
  );
  assert.deepEqual(
    annotations.map(({ image_id, bbox }: { image_id: number; bbox: number[] }) => [image_id, Math.round(bbox[3]!)]),
    [
      [1, 12],
      [2, 14],
      [3, 16],
      [4, 16],
    ],
  );

  const pictures = { results: at('again.jsonl'), out: at('found'), resume: true } as const;
  await detect(files.slice(0, 1), pictures);
  const { mtimeMs } = await stat(at('found/a.png'));
  await detect(files, pictures);
  assert.equal((await stat(at('found/a.png'))).mtimeMs, mtimeMs, 'the picture of another photo is not written over it');
  await stat(at('found/a-2.png'));
  await stat(at('found/b.png'));
});

test('where the results cannot go, nothing is begun', async () => {
  const full = { format: 'coco', out: at('late.json'), results: at('one'), resume: true } as const;
  await assert.rejects(detect([at('one')], full), /one: has no record/);
  await assert.rejects(stat(at('late.json')), { code: 'ENOENT' });
  assert.deepEqual(
    (await readdir(root)).filter((name) => name.endsWith('.tmp')),
    [],
  );
  await writeFile(at('one/a.jpg'), await readFile(at('one/a.png')));
  const labels = { format: 'yolo', out: at('labels'), results: at('yolo.jsonl') } as const;
  await assert.rejects(detect([at('one')], labels), /a\.png: .*a\.txt is for the faces of .*a\.jpg/);
  await assert.rejects(stat(at('yolo.jsonl')), { code: 'ENOENT' });
});

test('flags that contradict each other are refused', async () => {
  const wrong: [Partial<DetectFlags>, RegExp][] = [
    [{ format: 'coco' }, /--format coco .*--out/],
    [{ format: 'yolo', out: at('x'), json: true }, /--json and --format yolo/],
    [{ resume: true }, /--resume .*--results/],
  ];
  for (const [flags, message] of wrong) await assert.rejects(detect([at('one')], flags), message);
});

test('pictures among the photos are no photos of the next run, and never written through a link', async () => {
  await mkdir(at('mine'));
  await writeFile(at('mine/a.png'), await readFile(at('two/a.png')));
  const flags = { out: at('mine/found'), results: at('mine.jsonl'), resume: true } as const;
  assert.equal((await detect([at('mine')], flags)).code, 0);
  const { code, stderr } = await detect([at('mine')], flags);
  assert.equal(code, 0, stderr);
  assert.match(stderr, /1 photo done before/);
  assert.equal((await readFile(at('mine.jsonl'), 'utf8')).trimEnd().split('\n').length, 1);

  const original = await readFile(at('mine/a.png'));
  await symlink(at('mine'), at('link'));
  for (const [typed, out] of [
    [at('link'), at('mine')],
    [at('mine'), at('link')],
  ] as const) {
    const refused = await detect([typed], { out });
    assert.match(refused.stderr, /its result would replace the photo/);
  }
  await mkdir(at('hard'));
  await link(at('mine/a.png'), at('hard/a.png'));
  assert.equal((await detect([at('mine/a.png')], { out: at('hard') })).code, 1);
  assert.deepEqual(await readFile(at('mine/a.png')), original);
});

test('tables are not written over the photos', async () => {
  const photo = await readFile(at('one/a.png'));
  await assert.rejects(
    detect([at('one/a.png')], { format: 'csv', out: at('one/a.png') }),
    /a\.png: is one of the photos/,
  );
  assert.deepEqual(await readFile(at('one/a.png')), photo);
});
