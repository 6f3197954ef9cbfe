import assert from 'node:assert/strict';
import { mkdir, mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import sharp from 'sharp';
import { RESULTS_RECORD } from '../../batch/own-results.js';
import { Detector } from '../../detect/detector.js';
import { BrightRectangles, paintRectangles } from '../../detect/testing/bright-rectangles.js';
import { catchPrinted } from '../testing/catch-printed.js';
import type { RedactFlags } from './flags.js';
import { redactPhotos } from './run.js';

const root = await mkdtemp(join(tmpdir(), 'farface-redact-'));
after(() => rm(root, { recursive: true }));

const FACE = { x: 40, y: 30, width: 12, height: 16 };

/** A folder with `count` photos of one face each, some of them deeper. */
async function photos(name: string, count: number): Promise<string> {
  const folder = join(root, name);
  await mkdir(join(folder, 'deep'), { recursive: true });
  const pixels = paintRectangles(100, 80, [FACE]).data;
  const file = await sharp(pixels, { raw: { width: 100, height: 80, channels: 3 } })
    .png()
    .toBuffer();
  for (let number = 1; number <= count; number++) {
    await writeFile(join(folder, number % 2 ? '' : 'deep', `${number}.png`), file);
  }
  return folder;
}

/** Runs the command within this process. */
async function redacted(typed: string[], flags: Partial<RedactFlags>) {
  const load = async () => new Detector(new BrightRectangles());
  return catchPrinted(() => redactPhotos(typed, { check: true, shape: 'box', ...flags }, load));
}

const filesIn = async (folder: string) =>
  (await readdir(folder, { recursive: true, withFileTypes: true }))
    .flatMap((entry) => (entry.isFile() && entry.name !== RESULTS_RECORD ? entry.name : []))
    .sort();

test('a folder into a folder: structure kept, photos untouched, lines and exit code', async () => {
  const folder = await photos('plain', 3);
  const before = await readFile(join(folder, '1.png'));
  await writeFile(join(folder, 'broken.jpg'), 'no picture');
  const out = join(root, 'plain-out');
  const { code, stdout, stderr } = await redacted([folder], { out, json: true });
  assert.equal(code, 1, 'one photo is broken');
  assert.match(stderr, /broken\.jpg: is not a picture/);
  assert.match(stderr, /3 faces hidden in 3 photos, 1 failed/);
  assert.deepEqual(await filesIn(out), ['1.png', '2.png', '3.png']);
  assert.ok((await stat(join(out, 'deep', '2.png'))).isFile());
  assert.deepEqual(await readFile(join(folder, '1.png')), before);
  const lines = stdout
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line));
  assert.equal(lines.length, 4);
  const first = lines.find(({ image }) => image.endsWith('1.png'));
  assert.deepEqual([first.output, first.faces.length, first.remaining], [join(out, '1.png'), 1, []]);
  assert.ok(Math.abs(first.faces[0].box.x - FACE.x) < 0.1);
});

test('detect’s lines, edited: only those, or all but those', async () => {
  const folder = await photos('edited', 1);
  const file = join(root, 'edited.jsonl');
  const line = (keys: object) => `${JSON.stringify({ width: 100, height: 80, faces: [{ box: FACE }], ...keys })}\n`;
  await writeFile(file, line({ image: 'edited/1.png' }));
  const kept = await redacted([folder], { out: join(root, 'kept'), keepFaces: file });
  assert.match(kept.stdout, /no faces hidden/);
  const only = await redacted([folder], { out: join(root, 'only'), only: file });
  assert.match(only.stdout, /1 face hidden/);
  await writeFile(file, line({ image: 'elsewhere/1.png' }));
  const unlisted = await redacted([folder], { out: join(root, 'unlisted'), only: file });
  assert.equal(unlisted.code, 1);
  assert.match(unlisted.stderr, /1\.png: is not listed in .*edited\.jsonl/);
  assert.deepEqual(await readdir(root).then((names) => names.includes('unlisted')), false);
  const wrong = await redacted([folder], { out: join(root, 'wrong'), also: file });
  assert.equal(wrong.code, 1);
  assert.match(wrong.stderr, /edited\.jsonl:1: elsewhere\/1\.png is none of the photos of this run/);
  const based = await redacted([folder], { out: join(root, 'based'), only: file, base: join(root, 'edited') });
  assert.equal(based.code, 1, 'another folder is not guessed');
  await writeFile(file, line({ image: '1.png', width: 80, height: 100 }));
  const turned = await redacted([folder], { out: join(root, 'turned'), also: file, base: folder });
  assert.equal(turned.code, 1);
  assert.match(turned.stderr, /1\.png: is \d+ × \d+ pixels, but its regions are given for/);
  assert.ok(!(await readdir(root)).includes('turned'), 'nothing is written');
});

test('in place, with contact sheets', async () => {
  const folder = await photos('place', 2);
  const review = join(root, 'look');
  const { code, stderr } = await redacted([folder], { inPlace: true, review });
  assert.equal(code, 0);
  assert.match(stderr, /hidden: 1/);
  assert.deepEqual(await filesIn(folder), ['1.png', '2.png']);
  const { data } = await sharp(join(folder, '1.png')).raw().toBuffer({ resolveWithObject: true });
  assert.ok(data.every((value) => value === 0));
  assert.deepEqual(await filesIn(review), ['.farface-files.jsonl', 'hidden-001.png', 'hidden.jsonl', 'nearly.jsonl']);
});

test('the lines and sheets of a run that goes on are those of one whole run', async () => {
  const folder = await photos('sheets', 4);
  const sheet = async (look: string) =>
    sharp(await readFile(join(root, look, 'hidden-001.png')))
      .raw()
      .toBuffer();
  const run = (typed: string[], look: string) =>
    redacted(typed, {
      ...{ out: join(root, 'sheets-out'), json: true },
      ...{ review: join(root, look), resume: join(root, 'sheets.log') },
    });
  await run([join(folder, '1.png'), join(folder, '3.png')], 'look-part');
  const { stdout, stderr } = await run([folder], 'look-rest');
  assert.match(stderr, /2 photos done before/);
  const whole = await redacted([folder], {
    ...{ out: join(root, 'sheets-whole'), json: true },
    review: join(root, 'look-whole'),
  });
  assert.equal(stdout.replaceAll('sheets-out', 'sheets-whole'), whole.stdout);
  assert.deepEqual(await sheet('look-rest'), await sheet('look-whole'));
});

test('faces below the threshold on sheets, as many as asked for, and hidden from their line', async () => {
  const folder = await photos('nearly', 3);
  const look = join(root, 'look-nearly');
  const flags = { threshold: 0.95, out: join(root, 'nearly-out') };
  const { stderr } = await redacted([folder], { ...flags, review: look, reviewMost: 2 });
  assert.match(stderr, /nothing to hide in 3 photos/);
  assert.match(stderr, /nearly: 1 \(the likeliest 2 of 3\)\.\n$/);
  const [line] = (await readFile(join(look, 'nearly.jsonl'), 'utf8')).split('\n');
  const also = join(root, 'missed.jsonl');
  await writeFile(also, `${line}\n`);
  const { stdout } = await redacted([folder], { ...flags, also, json: true });
  const hidden = stdout
    .trimEnd()
    .split('\n')
    .map((text) => JSON.parse(text).faces.length);
  assert.deepEqual(hidden, [1, 0, 0]);
  await assert.rejects(redacted([folder], { reviewMost: 2 }), /--review-most .*--review: name a folder/);
});

test('what is redone to hide more keeps its place and shows nothing that was hidden before', async () => {
  const folder = await photos('more', 3);
  const out = join(root, 'more-out');
  const also = async (name: string, photo: string, x: number) => {
    const box = { x, y: 2, width: 9, height: 9 };
    const line = { image: join(folder, photo), width: 100, height: 80, faces: [{ box, score: 1 }] };
    await writeFile(join(root, name), `${JSON.stringify(line)}\n`);
    return join(root, name);
  };
  await redacted([folder], { out });
  const before = await readFile(join(out, '3.png'));
  const first = await also('more-1.jsonl', '1.png', 2);
  assert.equal((await redacted([folder], { out, also: first, onlyNamed: true })).code, 0);
  const { code, stdout, stderr } = await redacted([join(folder, '1.png')], {
    ...{ out, also: await also('more-2.jsonl', '1.png', 60), onlyNamed: true, json: true },
  });
  assert.equal(code, 0, stderr);
  assert.equal(JSON.parse(stdout).faces.length, 3, 'the one found and both that were named');
  const { data } = await sharp(join(out, '1.png')).raw().toBuffer({ resolveWithObject: true });
  for (const x of [6, 64]) assert.equal(data[3 * (6 * 100 + x)], 0, `black at ${x}`);
  assert.deepEqual(await readFile(join(out, '3.png')), before, 'not named, not touched');
  assert.match((await redacted([folder], { out, also: first, onlyNamed: true })).stderr, /2 photos not named/);
  await assert.rejects(redacted([folder], { out, onlyNamed: true }), /--only-named redoes .*give one of these files/);
});

test('what is kept in one frame stays hidden in the others', async () => {
  const folder = await mkdtemp(join(root, 'frames-'));
  const frame = (shade: string) =>
    sharp({ create: { width: 100, height: 80, channels: 3, background: shade } })
      .png()
      .toBuffer();
  const photo = join(folder, 'a.webp');
  await sharp([await frame('#678'), await frame('#876')], { join: { animated: true } })
    .webp({ lossless: true })
    .toFile(photo);
  const box = { x: 20, y: 20, width: 12, height: 16 };
  const listing = async (name: string, face: object) => {
    await writeFile(join(folder, name), JSON.stringify({ image: photo, width: 100, height: 80, faces: [face] }));
    return join(folder, name);
  };
  const flags = { out: join(folder, 'out'), onlyNamed: true } as const;
  await redacted([photo], { ...flags, also: await listing('also.jsonl', { box }) });
  await redacted([photo], { ...flags, keepFaces: await listing('keep.jsonl', { box }) });
  const { data } = await sharp(join(flags.out, 'a.webp'), { animated: true })
    .removeAlpha()
    .raw()
    .toBuffer({ resolveWithObject: true });
  const at = (row: number) => data[3 * (row * 100 + 26)];
  assert.deepEqual([at(28), at(80 + 28)], [0x66, 0], 'shown in the first frame, hidden in the second');
});

test('what was not looked at and could show faces is named, and the run is no success', async () => {
  const folder = await photos('others', 1);
  await writeFile(join(folder, 'film.avi'), 'film');
  await writeFile(join(folder, 'notes.txt'), 'notes');
  const out = join(root, 'others-out');
  const { code, stderr } = await redacted([folder], { out, quiet: true });
  assert.equal(code, 1);
  assert.match(stderr, /^farface: 1 other file not looked at: \.avi; such as .*film\.avi\. .*--skip-others/);
  assert.equal((await redacted([folder], { out, skipOthers: true })).code, 0);
});

test('a run that looks at nothing is no success', async () => {
  const folder = await photos('own', 1);
  const out = join(root, 'own-out');
  await redacted([folder], { out });
  const { code, stderr } = await redacted([out], { out });
  assert.equal(code, 1);
  assert.match(stderr, /nothing was redacted: there is only 1 result of earlier runs/);
});

test('sheets for a person among the photos are no photos of the next run', async () => {
  const folder = await photos('among', 1);
  const flags = { out: join(root, 'among-out'), review: join(folder, 'look') };
  await redacted([folder], flags);
  const { code, stderr } = await redacted([folder], flags);
  assert.equal(code, 0, stderr);
  assert.deepEqual(await filesIn(flags.out), ['1.png']);
});

test('a photo that changes while it is looked at is not replaced by what it was', async () => {
  const folder = await photos('change', 1);
  const photo = join(folder, '1.png');
  const proposer = new BrightRectangles();
  const propose = proposer.propose.bind(proposer);
  proposer.propose = async (...call) => {
    await writeFile(photo, 'a newer one');
    return propose(...call);
  };
  const load = async () => new Detector(proposer);
  const { code, stderr } = await catchPrinted(() =>
    redactPhotos([folder], { check: false, shape: 'box', inPlace: true }, load),
  );
  assert.equal(code, 1);
  assert.match(stderr, /1\.png: was changed while it was looked at/);
  assert.equal(await readFile(photo, 'utf8'), 'a newer one');
});

test('what names nothing is refused by name', async () => {
  const folder = await photos('nothing', 1);
  const empty = join(root, 'empty.jsonl');
  await writeFile(empty, '\n');
  for (const flag of ['also', 'only', 'keepFaces'] as const) {
    await assert.rejects(
      redacted([folder], { out: join(root, 'nothing-out'), [flag]: empty }),
      /empty\.jsonl: has no lines/,
    );
  }
  const review = join(root, 'a-file');
  await writeFile(review, 'text');
  await assert.rejects(
    redacted([folder], { out: join(root, 'nothing-out'), review }),
    /a-file: cannot be made or listed: a file stands where a folder is needed\. Move it, or choose another place\./,
  );
});
