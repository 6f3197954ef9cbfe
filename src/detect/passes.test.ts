import assert from 'node:assert/strict';
import { test } from 'node:test';
import { planPasses, weightOf } from './passes.js';

const scales = (...planned: Parameters<typeof planPasses>) => planPasses(...planned).map(({ scale }) => scale);

test('a photo as small as the largest face is looked at once', () => {
  const { POSITIVE_INFINITY: endless } = Number;
  assert.deepEqual(planPasses(400, 128), [
    { scale: 1, mirrored: false, width: 400, height: 128, rise: [0, 0], fall: [endless, endless] },
  ]);
});

test('a larger one is looked at scaled down too, until a face that fills it is no larger than the network knows', () => {
  assert.deepEqual(scales(300, 250), [1, 1 / 2]);
  assert.deepEqual(scales(1024, 768), [1, 1 / 2, 1 / 4, 1 / 8]);
});

test('what passes say counts by the size of the face', () => {
  const passes = planPasses(1024, 768);
  const weights = (size: number) => passes.map((pass) => weightOf(pass, size));
  assert.deepEqual(weights(0), [1, 0, 0, 0]);
  assert.deepEqual(weights(24), [1, 0, 0, 0]);
  // Half-way between 24 and 48 pixels of the photo, in octaves.
  const [first, second, ...others] = weights(24 * Math.SQRT2);
  assert.deepEqual([first, ...others], [1, 0, 0]);
  assert.ok(Math.abs(second! - 0.5) < 1e-12);
  assert.deepEqual(weights(48), [1, 1, 0, 0]);
  assert.deepEqual(weights(128), [0, 1, 1, weights(128)[3]]);
  assert.deepEqual(weights(5000), [0, 0, 0, 1]);
});

test('faces of every size are seen by a pass that counts fully', () => {
  const passes = planPasses(12_000, 8_000);
  for (let size = 1; size < 8000; size *= 1.1) {
    assert.ok(
      passes.some((pass) => weightOf(pass, size) === 1),
      `${size} pixels`,
    );
  }
});

test('a longest side scales the first pass', () => {
  const [first] = planPasses(4000, 3000, { maxSide: 1000 });
  assert.deepEqual([first!.scale, first!.width, first!.height], [1 / 4, 1000, 750]);
  assert.deepEqual(scales(800, 600, { maxSide: 1000 }), scales(800, 600), 'it never enlarges');
});

test('a least face saves the passes that only smaller ones need', () => {
  assert.deepEqual(scales(1024, 768, { minFace: 63 }), [1, 1 / 2, 1 / 4, 1 / 8]);
  assert.deepEqual(scales(1024, 768, { minFace: 65 }), [1 / 2, 1 / 4, 1 / 8]);
  assert.deepEqual(scales(1024, 768, { minFace: 700 }), [1 / 8]);
});

test('no side of a scaled photo is empty', () => {
  for (const { width, height } of planPasses(60_000, 1)) assert.ok(width >= 1 && height >= 1);
});

test('with its mirror image each scale is looked at twice', () => {
  const passes = planPasses(300, 250, { mirror: true });
  assert.deepEqual(
    passes.map(({ scale, mirrored }) => [scale, mirrored]),
    [
      [1, false],
      [1, true],
      [1 / 2, false],
      [1 / 2, true],
    ],
  );
  assert.deepEqual(passes[1]!.rise, passes[0]!.rise);
});
