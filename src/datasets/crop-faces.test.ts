import assert from 'node:assert/strict';
import { test } from 'node:test';
import { facesInCrop } from './crop-faces.js';
import { CROP_SETTINGS } from './crop-settings.js';
import { annotatedFace } from './testing/annotated-face.js';

const at = (scale: number, flip = false) => ({ x: 100, y: 50, scale, flip });

test('moves, scales and mirrors boxes with the pixels', () => {
  const face = annotatedFace(110, 60, 8, 12);
  assert.deepEqual(facesInCrop([face], at(2), CROP_SETTINGS), [
    // 9 × 13 pixels with the last ones, so 18 × 26 in the crop.
    { box: { x: 20, y: 20, width: 17, height: 25 }, ignore: false },
  ]);
  // Mirrored, the last column, 37, becomes the first, 319 − 37.
  assert.deepEqual(facesInCrop([face], at(2, true), CROP_SETTINGS), [
    { box: { x: 282, y: 20, width: 17, height: 25 }, ignore: false },
  ]);
});

test('ignores faces that are invalid, too small or cut off, and leaves out those outside', () => {
  const ignored = (...face: Parameters<typeof annotatedFace>) =>
    facesInCrop([annotatedFace(...face)], at(1), CROP_SETTINGS).map(({ ignore }) => ignore);
  assert.deepEqual(ignored(110, 60, 10, 10, true), [true]);
  assert.deepEqual(ignored(110, 60, 3, 4), [true], '√12 = 3.46 px');
  assert.deepEqual(ignored(110, 60, 3, 4.2), [false], '√12.6 = 3.55 px');
  assert.deepEqual(ignored(97, 60, 10, 10), [false], '70 % inside on the left');
  assert.deepEqual(ignored(95, 60, 10, 10), [true], '50 % inside on the left');
  assert.deepEqual(ignored(413, 363, 10, 10), [true], '70 % of 70 % inside at the lower right corner');
  assert.deepEqual(ignored(420, 60, 10, 10), [], 'begins where the crop ends');
  assert.deepEqual(ignored(110, 60, 0, 10), [true], 'one pixel wide');
});
