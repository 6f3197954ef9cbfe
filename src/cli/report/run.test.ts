import assert from 'node:assert/strict';
import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import sharp from 'sharp';
import { Detector } from '../../detect/detector.js';
import { DETECT_DEFAULTS } from '../../detect/options.js';
import { BrightRectangles, paintRectangles } from '../../detect/testing/bright-rectangles.js';
import { UsageError } from '../terminal/exit.js';
import { type ReportFlags, reportPhotos } from './run.js';

const root = await mkdtemp(join(tmpdir(), 'farface-report-photos-'));
after(() => rm(root, { recursive: true }));

const FACE = { x: 40, y: 30, width: 12, height: 16 };
const photos = join(root, 'photos');
await mkdir(join(photos, 'deep'), { recursive: true });
const picture = sharp(paintRectangles(100, 80, [FACE]).data, { raw: { width: 100, height: 80, channels: 3 } });
await writeFile(join(photos, 'a.png'), await picture.png().toBuffer());
await writeFile(join(photos, 'deep', 'b.png'), await picture.png().toBuffer());

/** Runs the command within this process, with white rectangles as faces. */
async function reported(typed: string[], flags: Partial<ReportFlags>) {
  const out = flags.out ?? join(root, 'report.html');
  let stderr = '';
  const { write } = process.stderr;
  process.stderr.write = (chunk: string | Uint8Array) => {
    stderr += String(chunk);
    return true;
  };
  try {
    const code = await reportPhotos(typed, { ...flags, out }, async () => new Detector(new BrightRectangles()));
    return { code, stderr, page: await readFile(out, 'utf8') };
  } finally {
    Object.assign(process.stderr, { write });
  }
}

const headings = (page: string) =>
  [...page.matchAll(/<h3>(.*?)<\/h3>/g)].map(([, name]) => name!.replaceAll('<wbr>', ''));

test('a folder: each photo with its faces, into a folder that is not there yet', async () => {
  const out = join(root, 'new', 'page.html');
  const { code, stderr, page } = await reported([photos], { out, quiet: true });
  assert.deepEqual([code, stderr], [0, '']);
  assert.match(page, /<h1>Faces in photos<\/h1>\n<p class="note">.*scores of/);
  assert(page.includes(`scores of ${DETECT_DEFAULTS.threshold} and more`));
  assert.deepEqual(headings(page), [join(photos, 'a.png'), join(photos, 'deep', 'b.png')]);
  assert.equal([...page.matchAll(/<b>1 face<\/b>, 16 px tall, score 0\.90/g)].length, 2);
  assert.deepEqual(await readdir(join(root, 'new')), ['page.html'], 'and no temporary file');
});

test('photos that fail are named and listed, and the exit code says so', async () => {
  const broken = join(root, 'broken.jpg');
  await writeFile(broken, 'no picture');
  const { code, stderr, page } = await reported([broken, join(photos, 'a.png'), 'nowhere.jpg'], { title: 'Mine' });
  assert.equal(code, 1);
  assert.match(stderr, /^farface: .*broken\.jpg: is not a picture.*\nfarface: nowhere\.jpg: no such file/);
  assert.match(stderr, /\n1 face in 1 photo, 2 failed, .* written to .*report\.html \(0\.\d+ MB\)\n$/);
  assert.match(page, /<h1>Mine<\/h1>/);
  assert.match(
    page,
    /2 photos could not be looked at[\s\S]*<li>[^<]*broken\.jpg: is not a picture[\s\S]*<li>nowhere\.jpg/,
  );
});

test('what detect --json listed: its faces, from its paths', async () => {
  const faces = join(root, 'faces.jsonl');
  const face = (x: number, height: number, score: number) => ({ box: { x, y: 5, width: 8, height }, score });
  const size = { width: 100, height: 80 };
  const lines = [
    { image: 'a.png', ...size, faces: [face(5, 20, 0.3), face(50, 10, 0.8), face(70, 30, 0.9)] },
    { image: 'deep/b.png', ...size, width: 99, faces: [] },
    { image: 'c.png', error: 'c.png: is damaged' },
  ];
  await writeFile(faces, lines.map((line) => JSON.stringify(line)).join('\n'));
  const { code, stderr, page } = await reported([], { faces, base: photos, minFace: 15 });
  assert.equal(code, 1);
  assert.deepEqual(headings(page), ['a.png']);
  assert.match(page, /<b>2 faces<\/b>, 20–30 px tall, scores 0\.30–0\.90/);
  assert.match(stderr, /b\.png: is 100 × 80 pixels, but .*faces\.jsonl:2 says 99 × 80: its faces are those of another/);
  assert.match(stderr, /c\.png: is damaged/);
  const sure = await reported([], { faces, base: photos, threshold: 0.5 });
  assert.match(sure.page, /<b>2 faces<\/b>, 10–30 px tall, scores 0\.80–0\.90/);

  await writeFile(faces, '{"image":"a.png"}\n');
  await assert.rejects(reported([], { faces }), /faces\.jsonl:1, width: expected the width of the upright photo/);
});

test('a command line that contradicts itself does nothing', async () => {
  const wrong: [typed: string[], flags: Partial<ReportFlags>, message: RegExp][] = [
    [[], {}, /Nothing to look at: name photos, or a file with --faces/],
    [[photos], { out: 'photo.jpg' }, /--out photo\.jpg: expected the name of a page, which ends in \.html/],
    [[photos], { faces: 'faces.jsonl' }, /--faces names the photos already/],
    [[photos], { base: 'there' }, /--base says where the photos of --faces are/],
    [[], { faces: 'faces.jsonl', nms: 0.3 }, /--faces and --nms: nothing is detected, so leave out --nms/],
  ];
  for (const [typed, flags, message] of wrong) {
    await assert.rejects(reported(typed, flags), (error) => error instanceof UsageError && message.test(error.message));
  }
});
