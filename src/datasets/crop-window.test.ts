import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createRandom } from '../random/random.js';
import { CROP_SETTINGS } from './crop-settings.js';
import { chooseWindow } from './crop-window.js';
import { annotatedFace } from './testing/annotated-face.js';

const photo = { width: 1024, height: 700 };
const far = annotatedFace(900, 600, 10, 10);
const onTarget = { ...CROP_SETTINGS, nativeChance: 0, backgroundChance: 0, wideChance: 0 };

function windows(count: number, faces: Parameters<typeof chooseWindow>[1], settings = CROP_SETTINGS, size = photo) {
  const random = createRandom(1);
  return Array.from({ length: count }, () => chooseWindow(size, faces, random, settings));
}

test('holds the face and stays in the photo', () => {
  // In the corner, in the middle, and reaching over the border.
  for (const face of [annotatedFace(0, 0, 20, 25), annotatedFace(500, 300, 20, 25), annotatedFace(1010, 690, 20, 25)]) {
    for (const { x, y, scale } of windows(300, [face], onTarget)) {
      const side = 320 / scale;
      const { box } = face;
      assert(Number.isInteger(x) && Number.isInteger(y));
      // One pixel of tolerance for the start that is rounded to a whole pixel.
      assert(x <= box.x + 1 && x + side >= Math.min(box.x + box.width, photo.width) - 1);
      assert(y <= box.y + 1 && y + side >= Math.min(box.y + box.height, photo.height) - 1);
      assert(x >= Math.min(0, photo.width - side) - 1 && x + side <= Math.max(photo.width, side) + 1);
    }
  }
});

test('scales the face to every octave of the wanted sizes alike', () => {
  // 20 px × the wanted 6 to 64: scales .3 to 3.2, of which those beyond 2 are held back.
  const scales = windows(4000, [annotatedFace(500, 300, 16, 25)], onTarget).map(({ scale }) => scale);
  const below = scales.filter((scale) => scale < Math.sqrt(6 * 64) / 20).length;
  assert(Math.abs(below - 2000) < 130, `${below} of 4000 below the middle size`);
  assert.equal(Math.max(...scales), 2);
  assert(Math.min(...scales) >= 0.3);
});

test('goes anywhere at times, and always where no face may be the target', () => {
  const misses = windows(4000, [far]).filter(({ x, y, scale }) => x + 320 / scale < 900 || y + 320 / scale < 600);
  assert(misses.length > 150 && misses.length < 450, `${misses.length} of 4000 without the face`);
  const starts = windows(500, [annotatedFace(900, 600, 10, 10, true), annotatedFace(5, 5, 0, 3)]).map(({ x }) => x);
  assert(Math.min(...starts) < 50 && Math.max(...starts) > 600);
  assert(windows(500, []).some(({ flip }) => flip) && windows(500, []).some(({ flip }) => !flip));
});

test('keeps the scale of the photo at times', () => {
  const native = windows(4000, [far]).filter(({ scale }) => scale === 1).length;
  assert(Math.abs(native - 0.15 * 4000) < 100, `${native} of 4000 at scale 1`);
});

test('puts a photo that is smaller than the window somewhere in it', () => {
  const settings = { ...onTarget, scales: [1, 1] as const };
  for (const { x, y } of windows(100, [annotatedFace(10, 10, 20, 20)], settings, { width: 100, height: 80 })) {
    assert(x <= 0 && x >= -220 && y <= 0 && y >= -240, `${x}, ${y}`);
  }
});
