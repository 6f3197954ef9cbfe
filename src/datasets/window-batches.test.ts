import assert from 'node:assert/strict';
import { test } from 'node:test';
import { shrink } from '../image/shrink.js';
import { createRandom, uniform } from '../random/random.js';
import { CROP_SETTINGS } from './crop-settings.js';
import { DEGRADATION_SETTINGS } from './region-degradation.js';
import { cutSample, STORED_SIDE_NATIVE } from './region-sample.js';
import { isTiny, type WindowBatchSettings, WindowDraw } from './window-batches.js';

/** Faces are discs of 250 on 50, others squares of 120. */
const shapes = [
  { x: 40, y: 40, size: 10, face: true },
  { x: 90, y: 40, size: 12, face: false },
  { x: 150, y: 150, size: 60, face: true },
  { x: 300, y: 150, size: 50, face: false },
];
const photo = {
  width: 420,
  height: 300,
  data: Uint8Array.from({ length: 420 * 300 * 3 }, (_, i) => {
    const [x, y] = [Math.floor(i / 3) % 420, Math.floor(i / 3 / 420)];
    const inside = shapes.find((one) => {
      const [dx, dy] = [x - one.x - one.size / 2 + 0.5, y - one.y - one.size / 2 + 0.5];
      return one.face ? dx * dx + dy * dy < (one.size / 2) ** 2 : Math.max(Math.abs(dx), Math.abs(dy)) < one.size / 2;
    });
    return inside ? (inside.face ? 250 : 120) : 50;
  }),
};
const samples = shapes.map(({ x, y, size, face }) => {
  const box = { x, y, width: size, height: size };
  return cutSample(photo, { box, score: 0.5, truth: face ? box : undefined }, STORED_SIDE_NATIVE);
});
const settings: WindowBatchSettings = {
  pairs: 4,
  candidates: 4,
  larger: 2,
  context: 2,
  low: 32,
  high: 128,
  leastDetail: 0.9,
  maxHeight: 200,
  shift: 0.05,
  zoom: 0.05,
  flipChance: 0.5,
  colours: { ...CROP_SETTINGS, colourChance: 0, greyscaleChance: 0 },
  degradation: { ...DEGRADATION_SETTINGS, blur: [0, 0], noiseChance: 0, jpegChance: 0 },
};
const part = (data: Float32Array, position: number, side: number) =>
  data.slice(position * 3 * side ** 2, (position + 1) * 3 * side ** 2);

test('batches hold windows, truths, and where the regions are in the drawings', async () => {
  assert.deepEqual(
    samples.map((sample) => isTiny(sample, settings)),
    [true, true, false, false],
  );
  const draw = new WindowDraw(samples, settings);
  const batch = await draw.draw(createRandom(3));
  assert.equal(batch.low.length, 8 * 3 * 32 ** 2);
  assert.equal(batch.high.length, 4 * 3 * 128 ** 2);
  assert.equal(batch.rows.length, 8 * 64 * 128);
  assert.equal(batch.photo.length, 10 * 3 * 64 ** 2);
  assert.equal(batch.plain.length, 10 * 3 * 64 ** 2);
  assert.deepEqual([...batch.faces], [1, 0, 1, 0, 1, 0, 1, 0, 1, 0]);
  // A pair's window is the mean of its truth; its face, and every other, is in the middle of the region.
  for (let pair = 0; pair < 4; pair += 1) {
    const means = shrink(part(batch.high, pair, 128), 128, 4);
    for (const [i, value] of part(batch.low, pair, 32).entries()) assert.ok(Math.abs(value - means[i]!) < 1e-4);
  }
  for (let region = 0; region < 10; region += 1) {
    const middle = part(batch.photo, region, 64)[32 * 64 + 32]!;
    assert.ok(Math.abs(middle - ((region % 2 ? 120 : 250) / 127.5 - 1)) < 0.03, `${region}: ${middle}`);
    const corner = part(batch.photo, region, 64)[64 + 1]!;
    assert.ok(Math.abs(corner - (50 / 127.5 - 1)) < 0.05, `${region}: ${corner}`);
  }
  assert.deepEqual(await draw.draw(createRandom(3)), batch);
  assert.notDeepEqual((await draw.draw(createRandom(4))).low, batch.low);
  assert.throws(() => new WindowDraw(samples.slice(2), settings), /0 faces and 0 non-faces small enough for a window/);
});

test('a region taken out of the enlarged window is where the photo has it, mirrored or not', async () => {
  const random = createRandom(9);
  const draw = new WindowDraw(samples, { ...settings, pairs: 2, larger: 0 });
  for (let round = 0; round < 6; round += 1) {
    const { low, rows, columns, photo: regions } = await draw.draw(createRandom(Math.floor(uniform(random, 0, 1e6))));
    for (let region = 0; region < 6; region += 1) {
      const [row, column] = [rows, columns].map((all) => all.slice(region * 8192, (region + 1) * 8192)) as [
        Float32Array,
        Float32Array,
      ];
      const window = part(low, region, 32);
      const taken = (y: number, x: number) => {
        let sum = 0;
        for (let i = 0; i < 128; i += 1)
          for (let j = 0; j < 128; j += 1) {
            const weight = row[y * 128 + i]! * column[x * 128 + j]!;
            if (weight !== 0) sum += weight * window[(i >> 2) * 32 + (j >> 2)]!;
          }
        return sum;
      };
      // Pixels doubled twice lie within half a pixel of bilinear ones: the mean over the region agrees.
      let [mean, expected] = [0, 0];
      for (let y = 2; y < 64; y += 4)
        for (let x = 2; x < 64; x += 4) {
          mean += taken(y, x) / 256;
          expected += part(regions, region, 64)[y * 64 + x]! / 256;
        }
      assert.ok(Math.abs(mean - expected) < 0.06, `${round}, ${region}: ${mean}, expected ${expected}`);
    }
  }
});
