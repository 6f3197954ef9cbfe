import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createRandom } from '../random/random.js';
import { changeColours, colourMatrix, drawColourChange } from './colour.js';
import { CROP_SETTINGS } from './crop-settings.js';

function changed(colour: number[], ...matrix: Parameters<typeof colourMatrix>): number[] {
  const planes = Float32Array.from(colour);
  changeColours(planes, colourMatrix(...matrix));
  return [...planes].map((value) => Math.round(1000 * value) / 1000);
}

test('changes colours as worked out by hand', () => {
  assert.deepEqual(changed([10, 20, 30], 1, [1, 1, 1], 1, 0), [10, 20, 30]);
  // Grey of 100, 50, 200 by BT.601: 29.9 + 29.35 + 22.8.
  assert.deepEqual(changed([100, 50, 200], 0, [1, 1, 1], 1, 0), [82.05, 82.05, 82.05]);
  assert.deepEqual(changed([100, 50, 200], 0.5, [1, 1, 1], 1, 0), [91.025, 66.025, 141.025]);
  assert.deepEqual(changed([100, 50, 200], 1, [2, 1, 0.5], 1, 0), [200, 50, 100]);
  assert.deepEqual(changed([100, 127.5, 200], 1, [1, 1, 1], 2, 0), [72.5, 127.5, 272.5]);
  assert.deepEqual(changed([100, 50, 200], 1, [2, 1, 1], 0.5, 10), [173.75, 98.75, 173.75]);
});

test('draws what the settings allow', () => {
  const random = createRandom(1);
  const plain = { ...CROP_SETTINGS, colourChance: 0, greyscaleChance: 0 };
  assert.equal(drawColourChange(random, plain), undefined);
  const grey = Float32Array.of(100, 50, 200);
  changeColours(grey, drawColourChange(random, { ...CROP_SETTINGS, greyscaleChance: 1 })!);
  assert(
    Math.abs(grey[0]! - grey[1]!) < 1e-3 && Math.abs(grey[0]! - grey[2]!) < 1e-3,
    'grey stays grey under any change',
  );
  for (let i = 0; i < 200; i++) {
    const white = Float32Array.of(127.5, 127.5, 127.5);
    changeColours(white, drawColourChange(random, { ...CROP_SETTINGS, colourChance: 1 })!);
    for (const value of white) {
      // Middle grey × gain .7 to 1.3 × tint .92 to 1.08, its distance from the middle × contrast up to 1.2, ± .15 of 255.
      const [least, most] = [
        127.5 + 1.2 * 127.5 * (0.7 * 0.92 - 1) - 38.25,
        127.5 + 1.2 * 127.5 * (1.3 * 1.08 - 1) + 38.25,
      ];
      assert(value >= least && value <= most, `${value}`);
    }
  }
});
