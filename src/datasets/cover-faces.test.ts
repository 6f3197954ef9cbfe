import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createRandom } from '../random/random.js';
import { coverFaces } from './cover-faces.js';
import type { CropFace } from './crop-faces.js';

const SIZE = 96;
const SHOWN = { columns: [0, SIZE], rows: [0, SIZE] } as const;
const settings = { coverChance: 1, coverLeast: 16, coverShare: [0.2, 0.55] } as const;
const face = (x: number, y: number, width: number, height: number): CropFace => ({
  box: { x, y, width, height },
  ignore: false,
});

/** 255 in faces, 0 elsewhere: what covers comes from outside of faces, so that what is covered can be counted. */
function planesOf(faces: readonly CropFace[]): Float32Array {
  const planes = new Float32Array(3 * SIZE * SIZE);
  for (const { box } of faces)
    for (let y = box.y; y < box.y + box.height; y += 1)
      for (let channel = 0; channel < 3; channel += 1) {
        const row = (channel * SIZE + y) * SIZE;
        planes.fill(255, row + box.x, row + box.x + box.width);
      }
  return planes;
}

function coveredShare(planes: Float32Array, { box }: CropFace): number {
  let left = 0;
  for (let y = box.y; y < box.y + box.height; y += 1)
    for (let x = box.x; x < box.x + box.width; x += 1) left += planes[y * SIZE + x]! > 0 ? 1 : 0;
  return 1 - left / (box.width * box.height);
}

test('a share of the face is covered from one side, all colours alike, and its box stays', () => {
  const target = face(30, 34, 28, 32);
  const shares = Array.from({ length: 200 }, (_, seed) => {
    const planes = planesOf([target]);
    const [left] = coverFaces(planes, SIZE, SHOWN, [target], createRandom(seed), settings);
    assert.deepEqual(left, target);
    const plane = SIZE * SIZE;
    assert.deepEqual(planes.subarray(0, plane), planes.subarray(2 * plane));
    return coveredShare(planes, target);
  }).filter((share) => share > 0); // where no place without faces was found in a few tries, the face stays as it is
  assert.ok(shares.length > 120, `${shares.length} of 200`);
  assert.ok(Math.max(...shares) <= 0.6, `at most ${Math.max(...shares)}`);
  assert.ok(Math.min(...shares) > 0.02, `at least ${Math.min(...shares)}`);
  const mean = shares.reduce((sum, share) => sum + share, 0) / shares.length;
  assert.ok(mean > 0.2 && mean < 0.45, `${mean} in the mean`);
});

test('small and ignored faces, and at a chance of 0 all, stay as they are, and no number is drawn for it', () => {
  const small = face(40, 40, 12, 14);
  const ignored = { ...face(10, 10, 30, 30), ignore: true };
  for (const [faces, changed] of [
    [[small, ignored], settings],
    [[face(30, 30, 40, 40)], { ...settings, coverChance: 0 }],
  ] as const) {
    const planes = planesOf(faces);
    const before = Float32Array.from(planes);
    const random = () => assert.fail('drew a number');
    assert.deepEqual(coverFaces(planes, SIZE, SHOWN, faces, random, changed), faces);
    assert.deepEqual(planes, before);
  }
});

test('a neighbour that vanishes behind what covers is ignored, one that stays visible is not', () => {
  const target = face(30, 30, 32, 32);
  const neighbours = [face(25, 40, 5, 6), face(80, 80, 5, 6)];
  let gone = 0;
  for (let seed = 0; seed < 200; seed += 1) {
    const planes = planesOf([target, ...neighbours]);
    const [, near, far] = coverFaces(planes, SIZE, SHOWN, [target, ...neighbours], createRandom(seed), settings);
    const share = coveredShare(planes, neighbours[0]!);
    if (near!.ignore) gone += 1;
    else assert.ok(share <= 0.65, `${share} is covered`);
    assert.equal(far!.ignore, false);
  }
  assert.ok(gone > 10 && gone < 150, `${gone} of 200`);
});

test('where the photo shows no place without faces, nothing is covered', () => {
  const all = face(0, 0, SIZE, SIZE);
  const planes = planesOf([all]);
  coverFaces(planes, SIZE, SHOWN, [all], createRandom(1), settings);
  assert.equal(coveredShare(planes, all), 0);
});

test('nothing outside of what the crop shows of the photo covers a face', () => {
  const target = face(20, 20, 30, 30);
  const shown = { columns: [0, 60], rows: [0, 60] } as const;
  for (let seed = 0; seed < 50; seed += 1) {
    const planes = planesOf([target]);
    for (let channel = 0; channel < 3; channel += 1)
      for (let y = 0; y < SIZE; y += 1)
        planes.fill(128, (channel * SIZE + y) * SIZE + 60, (channel * SIZE + y + 1) * SIZE);
    coverFaces(planes, SIZE, shown, [target], createRandom(seed), settings);
    for (let y = 0; y < 60; y += 1) assert.ok(!planes.subarray(y * SIZE, y * SIZE + 60).includes(128));
  }
});
