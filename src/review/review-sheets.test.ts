import assert from 'node:assert/strict';
import { appendFile, mkdir, mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import sharp from 'sharp';
import { paintRectangles } from '../detect/testing/bright-rectangles.js';
import { itemsPerSheet } from '../draw/crop-sheet.js';
import { PAGE } from '../draw/palette.js';
import { FacesFile } from '../formats/faces-file.js';
import { readImage } from '../platform/node/read-image.js';
import type { Redaction } from '../redact/redact.js';
import type { HiddenRegion } from '../redact/region.js';
import { CROP } from './review-crop.js';
import { ReviewSheets } from './review-sheets.js';

const folder = await mkdtemp(join(tmpdir(), 'farface-review-'));
after(() => rm(folder, { recursive: true }));

/** A black photo with a white face, and the same with the face hidden in red. */
const FACE = { x: 60, y: 40, width: 20, height: 20 };
const [WIDTH, HEIGHT] = [160, 120];
const png = (paint: (data: Uint8Array) => void) => {
  const { data } = paintRectangles(WIDTH, HEIGHT, [FACE]);
  paint(data);
  return sharp(data, { raw: { width: WIDTH, height: HEIGHT, channels: 3 } })
    .png()
    .toBuffer();
};
const photo = join(folder, 'photo.png');
await writeFile(photo, await png(() => {}));
const redacted = await png((data) => {
  for (let at = 0; at < data.length; at += 3) data.fill(0, at + 1, at + 3);
});

const region = (parts: Partial<HiddenRegion> = {}): HiddenRegion => ({
  box: FACE,
  score: 0.9,
  frame: 0,
  round: 0,
  ...parts,
});

function redaction(regions: HiddenRegion[], nearly: HiddenRegion[] = [], remaining: HiddenRegion[] = []): Redaction {
  return { data: redacted, format: 'png', width: WIDTH, height: HEIGHT, regions, nearly, remaining, warnings: [] };
}

/** Sheets of these redactions, one a photo. */
async function sheets(name: string, redactions: readonly Redaction[], mostNearly = 512) {
  const out = join(folder, name);
  const review = await ReviewSheets.open(out, mostNearly);
  for (const [index, each] of redactions.entries()) {
    await review.add(await review.crop(`photo-${index}.png`, photo, each));
  }
  return {
    said: await review.close(),
    files: (await readdir(out)).filter((name) => !name.startsWith('.')).sort(),
    out,
  };
}

test('sheets run over several pages, each full but the last', async () => {
  const [pairs, singles] = [itemsPerSheet(2, CROP), itemsPerSheet(1, CROP)];
  assert.ok(pairs > 1 && singles > pairs);
  // One more than two sheets hold, over photos with 5 regions each, so that no page ends with a photo.
  const count = 2 * pairs + 1;
  const redactions = Array.from({ length: Math.ceil(count / 5) }, (_, index) =>
    redaction(Array.from({ length: Math.min(5, count - 5 * index) }, () => region())),
  );
  const nearly = redaction(
    [],
    Array.from({ length: singles + 1 }, () => region({ score: 0.3 })),
  );
  const { said, files, out } = await sheets('pages', [...redactions, nearly]);
  assert.deepEqual(files, [
    'hidden-001.png',
    'hidden-002.png',
    'hidden-003.png',
    'hidden.jsonl',
    'nearly-001.png',
    'nearly-002.png',
    'nearly.jsonl',
  ]);
  assert.match(said, /: nearly: 2, hidden: 3\.$/);
  const heights = await Promise.all(
    ['hidden-001', 'hidden-002', 'hidden-003', 'nearly-001', 'nearly-002'].map(
      async (name) => (await sharp(join(out, `${name}.png`)).metadata()).height,
    ),
  );
  assert.equal(heights[0], heights[1]);
  assert.equal(heights[3], heights[0], 'as many rows, whatever is in them');
  assert.ok(heights[2]! < heights[0]! / 4 && heights[2] === heights[4], 'a last page has no more rows than it needs');
});

test('the first crop shows the photo before, the second after', async () => {
  const { out } = await sheets('pair', [redaction([{ box: FACE, frame: 0, round: 0 }])]);
  const sheet = await readImage(join(out, 'hidden-001.png'));
  // In the middle of a crop is the middle of the face; the sheet begins 16 pixels from the left and 72 from the top.
  const middle = (crop: number) => {
    const at = ((72 + CROP / 2) * sheet.width + 16 + crop * (CROP + 4) + CROP / 2) * 3;
    return [...sheet.data.subarray(at, at + 3)];
  };
  assert.deepEqual(middle(0), [255, 255, 255]);
  assert.deepEqual(middle(1), [255, 0, 0]);
});

test('the likeliest of all photos are shown, best first, each with its line of nearly.jsonl for --also', async () => {
  // Two boxes that each crop shows in a colour of its own.
  const [white, black] = [FACE, { x: 100, y: 80, width: 20, height: 20 }];
  const photos = [
    [region({ box: white, score: 0.25 }), region({ box: black, score: 0.4 })],
    [region({ box: white, score: 0.41 })],
    [region({ box: black, score: 0.25 })],
  ];
  const { out, said } = await sheets(
    'nearly',
    photos.map((nearly) => redaction([], nearly)),
    3,
  );
  assert.match(said, /: nearly: 1 \(the likeliest 3 of 4\)\.$/);
  const path = join(out, 'nearly.jsonl');
  const [first, second, third, end] = (await readFile(path, 'utf8')).split('\n');
  assert.deepEqual(
    [first, second, third].map((line) => JSON.parse(line!)),
    [
      { image: photo, width: WIDTH, height: HEIGHT, number: 1, faces: [{ box: white, score: 0.41 }] },
      { image: photo, width: WIDTH, height: HEIGHT, number: 2, faces: [{ box: black, score: 0.4 }] },
      { image: photo, width: WIDTH, height: HEIGHT, number: 3, faces: [{ box: white, score: 0.25 }] },
    ],
  );
  assert.equal(end, '');
  const sheet = await readImage(join(out, 'nearly-001.png'));
  const reds = [0, 1, 2].map((place) => {
    const x = 16 + place * (CROP + 16) + CROP / 2;
    return sheet.data[((72 + CROP / 2) * sheet.width + x) * 3];
  });
  assert.deepEqual(reds, [255, 0, 255]);

  const chosen = await FacesFile.read(path);
  assert.deepEqual(
    chosen.find(photo)?.faces.map(({ box }) => box),
    [white, black, white],
  );
});

test('what was hidden has numbers too, each with its line of hidden.jsonl for --keep-faces', async () => {
  const [first, second] = [region(), region({ box: { x: 100, y: 80, width: 20, height: 20 }, score: 0.5 })];
  const { out } = await sheets('hidden', [redaction([first]), redaction([second])]);
  const lines = (await readFile(join(out, 'hidden.jsonl'), 'utf8')).trimEnd().split('\n');
  const size = { image: photo, width: WIDTH, height: HEIGHT };
  assert.deepEqual(
    lines.map((line) => JSON.parse(line)),
    [
      { ...size, number: 1, faces: [{ box: FACE, score: 0.9 }] },
      { ...size, number: 2, faces: [{ box: second.box, score: 0.5 }] },
    ],
  );
  const picked = join(folder, 'not-faces.jsonl');
  await writeFile(picked, `${lines[1]}\n`);
  assert.deepEqual((await FacesFile.read(picked)).find(photo)?.faces[0]?.box, second.box);
});

test('sheets warn that they show faces, in the colour of warnings, and only their owner may read them', async () => {
  const { out, files } = await sheets('warned', [redaction([region()], [region({ score: 0.3 })], [region()])]);
  for (const name of files) {
    assert.equal((await stat(join(out, name))).mode & 0o777, 0o600, name);
    if (!name.endsWith('.png')) continue;
    const { width, data } = await readImage(join(out, name));
    const line = data.subarray(width * 40 * 3, width * 60 * 3);
    const isWarning = (at: number) => `#${Buffer.from(line.subarray(at, at + 3)).toString('hex')}` === PAGE.light.bad;
    assert.ok(
      Array.from({ length: line.length / 3 }, (_, pixel) => isWarning(pixel * 3)).filter(Boolean).length > 100,
      name,
    );
  }
});

test('sheets of an earlier run in the folder are gone, other files are not', async () => {
  await sheets('again', [redaction(Array.from({ length: itemsPerSheet(2, CROP) + 1 }, () => region()))]);
  for (const name of ['hidden.png', 'my-hidden-001.png', 'hidden-01.png'])
    await writeFile(join(folder, 'again', name), '');
  const { files } = await sheets('again', [redaction([region()])]);
  assert.deepEqual(files, [
    ...['hidden-001.png', 'hidden-01.png', 'hidden.jsonl', 'hidden.png', 'my-hidden-001.png', 'nearly.jsonl'],
  ]);
});

test('a file named as a sheet that farface did not write, or lines that a person edited, stay: the run is refused', async () => {
  for (const name of ['hidden-123.png', 'nearly-001.png', 'remaining-1000.png', 'nearly.jsonl', 'hidden.jsonl']) {
    const out = join(folder, `foreign-${name}`);
    await mkdir(out);
    await writeFile(join(out, name), 'mine');
    await assert.rejects(sheets(`foreign-${name}`, []), {
      name: 'InputError',
      message: new RegExp(
        `${join(out, name)}: farface did not write this file, or it has been changed since\\. Move it`,
      ),
    });
    assert.equal(await readFile(join(out, name), 'utf8'), 'mine');
  }
  const { out } = await sheets('edited', [redaction([region()])]);
  await appendFile(join(out, 'hidden.jsonl'), 'edited');
  await assert.rejects(sheets('edited', []), /hidden\.jsonl: farface did not write this file, or it has been changed/);
});

test('a photo’s name may hold what SVG cannot', async () => {
  const out = join(folder, 'odd');
  const review = await ReviewSheets.open(out, 1);
  const names = ['\u0001\u001b[31m.png', 'a\nb\t.png', '\ud800.png', '\uffff<&>".png'];
  for (const name of names) await review.add(await review.crop(name, photo, redaction([region()])));
  assert.match(await review.close(), /hidden: 1/);
  assert.ok((await readdir(out)).includes('hidden-001.png'));
});

test('where nothing was found there is no sheet', async () => {
  const nothing = await sheets('nothing', [redaction([])]);
  assert.deepEqual(nothing.files, ['hidden.jsonl', 'nearly.jsonl']);
  assert.match(nothing.said, /none, as nothing was found/);
  const remaining = await sheets('remaining', [redaction([region()], [], [region({ round: 3 })])]);
  assert.deepEqual(remaining.files, ['hidden-001.png', 'hidden.jsonl', 'nearly.jsonl', 'remaining-001.png']);
});

test('of an animation each region is shown from its frame, and its line names it', async () => {
  // Two frames, black and then grey.
  const frames = Buffer.concat([Buffer.alloc(WIDTH * HEIGHT * 3), Buffer.alloc(WIDTH * HEIGHT * 3, 128)]);
  const gif = await sharp(frames, { raw: { width: WIDTH, height: 2 * HEIGHT, channels: 3, pageHeight: HEIGHT } })
    .gif()
    .toBuffer();
  const path = join(folder, 'animation.gif');
  await writeFile(path, gif);
  const out = join(folder, 'frames');
  const review = await ReviewSheets.open(out, 1);
  const animation = { ...redaction([{ box: FACE, frame: 1, round: 0 }, region()]), data: gif };
  await review.add(await review.crop('animation.gif', path, animation));
  await review.close();
  const sheet = await readImage(join(out, 'hidden-001.png'));
  const middle = sheet.data[((72 + CROP / 2) * sheet.width + 16 + CROP / 2) * 3]!;
  assert.ok(Math.abs(middle - 128) < 4, String(middle));
  const lines = (await readFile(join(out, 'hidden.jsonl'), 'utf8')).trimEnd().split('\n');
  assert.deepEqual(
    lines.map((line) => JSON.parse(line).faces[0].frame),
    [1, undefined],
  );
});
