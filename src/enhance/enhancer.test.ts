import assert from 'node:assert/strict';
import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import sharp from 'sharp';
import { paintRectangles } from '../detect/testing/bright-rectangles.js';
import { writeUntrainedVerification } from '../detect/testing/untrained-verification.js';
import { TINY_PRESET } from '../networks/testing/untrained-verification.js';
import { createEnhancer, enhance } from './enhancer.js';
import { EnhancedSheets } from './sheets.js';

const folder = await mkdtemp(join(tmpdir(), 'farface-enhance-'));
after(() => rm(folder, { recursive: true }));
const weights = join(folder, 'verification.safetensors');
await writeUntrainedVerification(weights);

const photo = paintRectangles(200, 100, [{ x: 20, y: 20, width: 8, height: 8 }]);
const square = (x: number, side: number) => ({ box: { x, y: 20, width: side, height: side }, name: `at ${x}` });

test('small faces are drawn with what is around them; large ones are left out', async () => {
  const enhancer = await createEnhancer({ weights, threads: 1 });
  // The context is 2: a face of 33 pixels has 66 around it.
  const faces = await enhancer.enhance(photo, [square(20, 8), square(100, 33), square(120, 31), square(30, 5)]);
  assert.deepEqual(
    faces.map(({ face, region }) => [face.name, region]),
    [
      ['at 20', { x: 16, y: 16, width: 16, height: 16 }],
      ['at 120', { x: 104.5, y: 4.5, width: 62, height: 62 }],
      ['at 30', { x: 27.5, y: 17.5, width: 10, height: 10 }],
    ],
  );
  // Four times the region's side, and never less than four times 16.
  assert.deepEqual(
    faces.map(({ original, enhanced }) => [original, enhanced].map(({ width, height }) => [width, height])),
    [64, 248, 64].map((side) => [0, 1].map(() => [side, side])),
  );
  const [{ original, enhanced }] = faces as [(typeof faces)[number]];
  // The white square is the middle half of the region, four times its size.
  const at = (x: number, y: number) => original.data[(y * 64 + x) * 3];
  assert.deepEqual([at(32, 32), at(20, 44), at(8, 32), at(32, 56)], [255, 255, 0, 0]);
  assert.ok(new Set(enhanced.data).size > 10, 'the generator draws something');
  await enhancer.dispose();
});

test('stops between two faces, and says what is wrong with weights', async () => {
  const signal = AbortSignal.abort(new Error('enough'));
  await assert.rejects(enhance(photo, [square(20, 8)], { weights, threads: 1, signal }), /enough/);
  const plain = join(folder, 'plain.safetensors');
  await writeUntrainedVerification(plain, { preset: { ...TINY_PRESET, generator: null } });
  await assert.rejects(createEnhancer({ weights: plain }), /plain\.safetensors: has no generator/);
});

test('sheets of 24 faces, with the warning in the picture', async () => {
  const out = join(folder, 'sheets');
  const faces = await enhance(
    photo,
    Array.from({ length: 25 }, () => square(20, 8)),
    { weights, threads: 1 },
  );
  const sheets = await EnhancedSheets.open(out);
  await sheets.add('crowd.jpg', faces);
  assert.equal(await sheets.close(), 2);
  const files = ['.farface-files.jsonl', 'enhanced-001.png', 'enhanced-002.png'];
  assert.deepEqual((await readdir(out)).sort(), files);
  const sheet = await sharp(join(out, 'enhanced-002.png')).raw().toBuffer({ resolveWithObject: true });
  const { width, channels } = sheet.info;
  // Above the crops, which begin in row 72, red letters only stand in the warning.
  const redRows = new Set<number>();
  for (let pixel = 0; pixel < 72 * width; pixel++) {
    const [red, green, blue] = sheet.data.subarray(pixel * channels, pixel * channels + 3);
    if (red! > 100 && green! < 60 && blue! < 80) redRows.add(Math.floor(pixel / width));
  }
  assert.ok(redRows.size > 5 && Math.min(...redRows) > 36 && Math.max(...redRows) < 62, [...redRows].join());
});
