import assert from 'node:assert/strict';
import { test } from 'node:test';
import { WIDER_FACE } from '../evaluate/protocols.js';
import { found, markedFace, markedPhoto } from '../evaluate/testing/photos.js';
import type { Image } from '../image/image.js';
import { missRates } from './failures.js';
import { insetOf } from './inset.js';
import { drawPicture } from './picture.js';
import { judgePhotos } from './verdicts.js';

const PHOTOS = [
  markedPhoto('a/good', markedFace([10, 10, 20, 20])),
  markedPhoto(
    'a/poor',
    markedFace([10, 10, 20, 20]),
    markedFace([100, 60, 6, 6]),
    markedFace([120, 60, 6, 7]),
    markedFace([60, 10, 20, 20], true),
  ),
];
const PREDICTIONS = new Map([
  ['a/good', [found(0.9, [10, 10, 20, 20])]],
  [
    'a/poor',
    [
      found(0.8, [10, 10, 20, 20]), // right
      found(0.7, [60, 10, 20, 20]), // means the face that is not judged
      found(0.6, [150, 100, 8, 8]), // means none
      found(0.2, [100, 60, 6, 6]), // right, but unsure
    ],
  ],
]);

test('judges photos at a threshold, the worst first', () => {
  const { photos, threshold } = judgePhotos(WIDER_FACE, PHOTOS, PREDICTIONS, { threshold: 0.5 });
  assert.equal(threshold, 0.5);
  assert.deepEqual(
    photos.map(({ photo, found, missed, falseAlarms }) => [photo.name, found, missed, falseAlarms]),
    [
      ['poor', 1, 2, 1],
      ['good', 1, 0, 0],
    ],
  );
  assert.deepEqual(
    photos[0]!.faces.map(({ verdict }) => verdict),
    ['found', 'missed', 'missed', 'not judged'],
  );
  assert.deepEqual(
    photos[0]!.detections.map(({ verdict }) => verdict),
    ['right', 'not judged', 'false alarm'],
  );
  assert.deepEqual(
    missRates(photos).filter(({ group }) => group.endsWith('px tall')),
    [
      { group: '4–8 px tall', faces: 2, missed: 2 },
      { group: '16–24 px tall', faces: 2, missed: 0 },
    ],
  );
});

test('goes down to the score at which the precision is still as asked for', () => {
  // Scores 0.9 and 0.8 are right, 0.6 wrong, 0.2 right: precision 1, 1, 2/3, 3/4.
  const at = (precision: number) =>
    judgePhotos(WIDER_FACE, PHOTOS, PREDICTIONS, { precision }).photos[0]!.detections.length;
  assert.equal(at(0.9), 2);
  assert.equal(at(0.75), 4);
});

test('enlarges the smallest faces, missed ones first', () => {
  const [poor, good] = judgePhotos(WIDER_FACE, PHOTOS, PREDICTIONS, { threshold: 0.5 }).photos;
  // 9 × 6 pixels of the face at (103, 63), which holds its neighbour too.
  const inset = insetOf(poor!, 320, 240)!;
  assert.deepEqual(inset, { x: 76, y: 36, width: 54, height: 54 });
  // In a photo no larger than what would be enlarged there is nothing to enlarge.
  assert.equal(insetOf(poor!, 80, 80), undefined);
  // At the border the square stays inside.
  assert.deepEqual(insetOf(good!, 320, 301), { x: 0, y: 0, width: 180, height: 180 });
});

test('draws marks where the boxes are, told apart by colour and shape', async () => {
  const { photos } = judgePhotos(WIDER_FACE, PHOTOS, PREDICTIONS, { threshold: 0.5 });
  const grey: Image = { width: 320, height: 240, data: new Uint8Array(320 * 240 * 3).fill(128) };
  const picture = await drawPicture(grey, photos[0]!, 0.5);
  // The photo at 2.5 times its size, a gap, the inset.
  assert.equal(picture.width, 800 + 10 + 460);
  assert(picture.height > 600, 'the legend stands below');
  const { width, data } = picture;
  const pixel = (x: number, y: number) => [...data.subarray((y * width + x) * 3, (y * width + x) * 3 + 3)];
  const isBlue = ([r, g, b]: number[]) => b! > 200 && r! < 130 && g! > 140;
  const isAmber = ([r, g, b]: number[]) => r! > 200 && g! > 150 && b! < 110;
  const anyIn = (test: (rgb: number[]) => boolean, left: number, top: number, right: number, bottom: number) => {
    for (let y = top; y < bottom; y++) for (let x = left; x < right; x++) if (test(pixel(x, y))) return true;
    return false;
  };
  // The false alarm (150, 100, 8, 8): amber around it and out of its corners, nothing blue.
  assert(anyIn(isAmber, 370, 245, 400, 275) && !anyIn(isBlue, 360, 235, 410, 285));
  // A missed face (100, 60, 6, 6): blue, a ring wider than its box, nothing amber.
  assert(anyIn(isBlue, 238, 140, 246, 175) && !anyIn(isAmber, 230, 135, 285, 180));
  // Where nothing is marked the photo is as it was.
  assert.deepEqual(pixel(600, 500), [128, 128, 128]);
});
