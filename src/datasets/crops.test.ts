import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Image } from '../image/image.js';
import { createRandom } from '../random/random.js';
import { CROP_SETTINGS } from './crop-settings.js';
import { sampleCrop } from './crops.js';
import { annotatedFace } from './testing/annotated-face.js';

const size = CROP_SETTINGS.size;
const plain = {
  ...CROP_SETTINGS,
  backgroundChance: 0,
  colourChance: 0,
  greyscaleChance: 0,
  blurChance: 0,
  noiseChance: 0,
  jpegChance: 0,
};

/** A dark photo with a white rectangle for a face. */
function photo(
  width: number,
  height: number,
  { x, y, width: w, height: h } = { x: 300, y: 200, width: 24, height: 32 },
) {
  const data = new Uint8Array(width * height * 3).fill(20);
  for (let row = y; row < y + h; row++) data.fill(255, (row * width + x) * 3, (row * width + x + w) * 3);
  const image: Image = { width, height, data };
  // WIDER FACE's boxes include their last pixel.
  return { image, faces: [annotatedFace(x, y, w - 1, h - 1)] };
}

/** The rectangle that is bright in the first plane of the pixels, its borders where brightness passes the middle. */
function brightBox(pixels: Uint8Array) {
  const xs: number[] = [];
  const ys: number[] = [];
  for (let i = 0; i < size * size; i++) {
    if (pixels[i]! < 138) continue;
    xs.push(i % size);
    ys.push(Math.floor(i / size));
  }
  const [left, top] = [Math.min(...xs), Math.min(...ys)];
  return { left, top, right: Math.max(...xs) + 1, bottom: Math.max(...ys) + 1 };
}

test('boxes still frame their face at every scale, place and mirroring', async () => {
  const { image, faces } = photo(700, 500);
  const random = createRandom(3);
  const scales = new Set<number>();
  for (let i = 0; i < 60; i++) {
    const crop = await sampleCrop(image, faces, random, plain);
    assert.equal(crop.pixels.length, 3 * size * size);
    assert.equal(crop.faces.length, 1);
    const { box, ignore } = crop.faces[0]!;
    scales.add((box.width + 1) / 24);
    assert.equal(ignore, false);
    const bright = brightBox(crop.pixels);
    for (const [seen, told] of [
      [bright.left, box.x],
      [bright.top, box.y],
      [bright.right, box.x + box.width + 1],
      [bright.bottom, box.y + box.height + 1],
    ] as const) {
      assert(Math.abs(seen - told) <= 0.75, `${JSON.stringify(bright)} is not framed by ${JSON.stringify(box)}`);
    }
  }
  assert(Math.min(...scales) < 0.4 && Math.max(...scales) > 1.9);
});

test('what lies outside the photo is middle grey', async () => {
  const { image, faces } = photo(100, 60, { x: 40, y: 20, width: 10, height: 12 });
  const settings = { ...plain, scales: [1, 1] as const, flipChance: 1 };
  const { pixels, faces: inCrop } = await sampleCrop(image, faces, createRandom(1), settings);
  const box = inCrop[0]!.box;
  // Mirrored, the photo's left border is 50 px to the left of the face.
  const [left, top] = [box.x - 50, box.y - 20];
  for (let i = 0; i < pixels.length; i++) {
    const [x, y] = [i % size, Math.floor(i / size) % size];
    const inside = x >= left && x < left + 100 && y >= top && y < top + 60;
    assert.equal(pixels[i] === 127, !inside, `${x}, ${y}: ${pixels[i]}`);
  }
});

test('the same random numbers give the same crop, whatever is done to it', async () => {
  const { image, faces } = photo(400, 300);
  const everything = { ...CROP_SETTINGS, colourChance: 1, blurChance: 1, noiseChance: 1, jpegChance: 1 };
  const first = await sampleCrop(image, faces, createRandom(5), everything);
  assert.deepEqual(await sampleCrop(image, faces, createRandom(5), everything), first);
  assert.notDeepEqual(await sampleCrop(image, faces, createRandom(6), everything), first);
});
