import assert from 'node:assert/strict';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import sharp from 'sharp';
import type { Face } from '../geometry/face.js';
import { enlarge } from '../image/enlarge.js';
import type { Image } from '../image/image.js';
import { shrink } from '../image/shrink.js';
import { createRandom } from '../random/random.js';
import type { AnnotatedPhoto } from './annotations.js';
import { CANDIDATE_SETTINGS } from './candidates.js';
import { CROP_SETTINGS } from './crop-settings.js';
import { hasDetail, RegionDraw } from './region-batches.js';
import { loadRegions } from './region-cache.js';
import { DEGRADATION_SETTINGS, degrade } from './region-degradation.js';
import { cutSample } from './region-sample.js';

/** Red 250 inside the squares, 50 outside. */
const squares = [
  { x: 20, y: 30, width: 10, height: 10 },
  { x: 150, y: 100, width: 50, height: 50 },
];
const others = [
  { x: 60, y: 60, width: 12, height: 12 },
  { x: 20, y: 150, width: 48, height: 48 },
];
const photo: Image = {
  width: 300,
  height: 260,
  data: Uint8Array.from({ length: 300 * 260 * 3 }, (_, i) => {
    const [x, y] = [Math.floor(i / 3) % 300, Math.floor(i / 3 / 300)];
    const inside = squares.some((box) => x >= box.x && x < box.x + box.width && y >= box.y && y < box.y + box.height);
    return i % 3 === 0 && inside ? 250 : 50;
  }),
};
const found: Face[] = [...squares, ...others].map((box, i) => ({ box, score: 0.9 - 0.1 * i }));

let folder: string;
let photos: AnnotatedPhoto[];
before(async () => {
  folder = await mkdtemp(join(tmpdir(), 'farface-'));
  const path = join(folder, 'photo.png');
  await sharp(photo.data, { raw: { width: photo.width, height: photo.height, channels: 3 } })
    .png()
    .toFile(path);
  const attributes = { invalid: false, blur: 0, expression: 0, illumination: 0, occlusion: 0, pose: 0 } as const;
  photos = [{ event: 'test', name: 'photo', path, faces: squares.map((box) => ({ box, ...attributes })) }];
});
after(() => rm(folder, { recursive: true }));

test('a small sample keeps the photo’s pixels, a large one is scaled down', () => {
  const small = cutSample(photo, { box: squares[0]!, score: 0.5, truth: squares[0] });
  // Three times 10 pixels around the centre 25, 35: from 10, 20.
  assert.deepEqual(small.box, { x: 10, y: 10, width: 10, height: 10 });
  assert.equal(small.image.width, 30);
  const red = (x: number, y: number) => small.image.data[3 * (y * 30 + x)];
  assert.deepEqual([red(9, 15), red(10, 15), red(19, 19), red(20, 19)], [50, 250, 250, 50]);
  const large = cutSample(photo, { box: squares[1]!, score: 0.5, truth: undefined });
  assert.equal(large.image.width, 96);
  assert.equal(Math.round(100 * large.box.width), Math.round((100 * 50 * 96) / 150));
  assert.deepEqual([large.extent, large.height], [undefined, 50]);
  // The box includes its last pixel.
  assert.deepEqual(small.extent, { x: 10, y: 10, width: 11, height: 11 });
});

test('stored samples are used again until an input changes or the files are damaged', async () => {
  let looks = 0;
  const load = (detector: string) =>
    loadRegions(
      folder,
      'samples',
      { photos, settings: CANDIDATE_SETTINGS, detector },
      {
        find: async () => {
          looks += 1;
          return found;
        },
      },
    );
  const first = await load('one');
  assert.deepEqual(
    first.map(({ extent, height }) => [extent !== undefined, height]),
    [
      [true, 10],
      [true, 50],
      [false, 12],
      [false, 48],
    ],
  );
  assert.deepEqual(await load('one'), first);
  assert.equal(looks, 1);
  await load('another');
  assert.equal(looks, 2);
  // Cut off anywhere, the file is made anew; pixels of one detector cannot stand beside the index of another.
  const whole = await readFile(join(folder, 'samples.regions'));
  for (const [time, length] of [0, 7, whole.length - 1].entries()) {
    await writeFile(join(folder, 'samples.regions'), whole.subarray(0, length));
    assert.deepEqual(await load('another'), first);
    assert.equal(looks, 3 + time);
  }
});

test('blur alone changes no plain colour', async () => {
  const plain = new Float32Array(3 * 64 ** 2).fill(80);
  const settings = { ...DEGRADATION_SETTINGS, blur: [1, 1], noiseChance: 0, jpegChance: 0 } as const;
  const small = await degrade(plain, 64, 4, createRandom(1), settings);
  assert.equal(small.length, 3 * 16 ** 2);
  assert.ok(small.every((value) => Math.abs(value - 80) < 1e-3));
});

function near(actual: Float32Array, expected: Float32Array): void {
  assert.equal(actual.length, expected.length);
  assert.ok(actual.every((value, i) => Math.abs(value - expected[i]!) < 1e-4));
}

test('batches are balanced, in −1 to 1, and the same for the same random numbers', async () => {
  const samples = [...squares, ...others].map((box, i) =>
    cutSample(photo, { box, score: 0.5, truth: i < 2 ? box : undefined }),
  );
  const settings = {
    pairs: 4,
    candidates: 6,
    context: 2,
    low: 16,
    high: 64,
    leastDetail: 0.9,
    maxHeight: 20,
    shift: 0.05,
    zoom: 0.05,
    flipChance: 0.5,
    colours: { ...CROP_SETTINGS, colourChance: 0, greyscaleChance: 0 },
    degradation: { ...DEGRADATION_SETTINGS, blur: [0, 0], noiseChance: 0, jpegChance: 0 } as const,
  };
  assert.deepEqual(
    samples.map((sample) => hasDetail(sample, settings)),
    [false, true, false, true],
  );
  const draw = new RegionDraw(samples, settings);
  const batch = await draw.draw(createRandom(3));
  assert.deepEqual([...batch.faces], [1, 0, 1, 0, 1, 0, 1, 0, 1, 0]);
  assert.equal(batch.low.length, 10 * 3 * 16 ** 2);
  assert.equal(batch.high.length, 4 * 3 * 64 ** 2);
  // The middle of every face is red 250, of every non-face 50; a pair's small image is the mean of its large one.
  const middle = (position: number) => batch.low[position * 3 * 256 + 8 * 16 + 8]!;
  for (let i = 0; i < 10; i += 1) assert.ok(Math.abs(middle(i) - ((i % 2 ? 50 : 250) / 127.5 - 1)) < 0.02, `${i}`);
  // Each face is its candidate: half a pixel of 10 to the right and below, the last one included; moved by up to .05, scaled by .05.
  const boxOf = (position: number) => [...batch.boxes.slice(4 * position, 4 * position + 4)];
  for (let i = 0; i < 10; i += 1) {
    const [x, y, width, height] = boxOf(i) as [number, number, number, number];
    if (i % 2) assert.deepEqual([x, y, width, height], [0, 0, 1, 1]);
    else assert.ok(Math.abs(x) < 0.12 && Math.abs(y) < 0.12 && width > 0.95 && width < 1.2 && width === height, `${i}`);
  }
  const means = shrink(batch.high.slice(0, 3 * 64 ** 2), 64, 4);
  assert.ok(means.every((value, i) => Math.abs(value - batch.low[i]!) < 1e-4));
  // A candidate's small image is its photo's means; a pair's photo shows no more than its small image does.
  const region = (images: Float32Array, position: number, side: number) =>
    images.slice(position * 3 * side ** 2, (position + 1) * 3 * side ** 2);
  near(shrink(region(batch.photo, 5, 64), 64, 4), region(batch.low, 5, 16));
  near(region(batch.photo, 1, 64), enlarge(region(batch.low, 1, 16), 16, 4, 'bilinear'));
  assert.deepEqual(await draw.draw(createRandom(3)), batch);
  assert.notDeepEqual((await draw.draw(createRandom(4))).low, batch.low);
  assert.throws(() => new RegionDraw(samples.slice(0, 2), settings), /2 faces and 0 non-faces|1 faces and 0 non-faces/);
});
