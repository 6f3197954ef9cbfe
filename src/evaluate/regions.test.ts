import assert from 'node:assert/strict';
import { test } from 'node:test';
import { averagePrecisionOf, meanOverlaps, verifySamples } from './regions.js';

test('average precision is the mean of the precisions at the faces’ ranks', () => {
  // Ranks of the faces: 1, 3 and 4, so 1, 2/3 and 3/4.
  const scores = [0.2, 0.9, 0.5, 0.6, 0.1];
  const faces = [true, true, true, false, false];
  assert.ok(Math.abs(averagePrecisionOf(scores, faces) - (1 + 2 / 3 + 3 / 4) / 3) < 1e-12);
  assert.ok(Number.isNaN(averagePrecisionOf([0.5], [false])));
});

test('overlaps are those of faces, in pixels of the photo', async () => {
  // A candidate of 20 pixels at half its photo's scale. Its face spans 5 to 15 of the image, so x 10, width 20 − 1 in the photo.
  const image = { width: 30, height: 30, data: new Uint8Array(3 * 900) };
  const box = { x: 10, y: 10, width: 10, height: 10 };
  const extent = { x: 5, y: 10, width: 10, height: 10 };
  const samples = [
    { image, box, extent, score: 0.5, height: 20 },
    { image, box, score: 0.5, height: 20 },
  ];
  // The network moves each box by half its side to the left: onto the face.
  const network = {
    side: 16,
    context: 2,
    verify: async () => ({ faces: Float32Array.of(0.9, 0.2), boxes: Float32Array.of(-5, 0, 0, 0, 0, 0, 0, 0) }),
    dispose: async () => {},
  };
  const judged = await verifySamples(samples, network);
  assert.deepEqual(
    judged.map(({ probability }) => Math.round(10 * probability)),
    [9, 2],
  );
  const { candidate, corrected } = meanOverlaps(judged);
  // x 20 to 40 and 10 to 29 share 9 of 20 + 19 − 9; y 20 to 40 and 20 to 39: 19 of 20.
  assert.ok(Math.abs(candidate - (9 * 19) / (400 + 361 - 171)) < 1e-6, `${candidate}`);
  assert.ok(Math.abs(corrected - 1) < 1e-6, `${corrected}`);
  assert.ok(Number.isNaN(meanOverlaps(judged.slice(1)).corrected));
});
