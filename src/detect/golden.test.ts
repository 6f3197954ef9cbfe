import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import sharp from 'sharp';
import { createDetector } from './detector.js';

const PORTRAITS = fileURLToPath(new URL('../../docs/portraits.jpg', import.meta.url));
const GOLDEN = fileURLToPath(new URL('./testing/golden-boxes.json', import.meta.url));
const CROP = { left: 60, top: 60, width: 320, height: 200 };

/** Largest differences that another processor's order of sums may make. */
const PIXELS = 0.01;
const SCORE = 1e-4;

test('the weights that ship find what they found when they were chosen', async () => {
  const { data, info } = await sharp(PORTRAITS).extract(CROP).removeAlpha().raw().toBuffer({ resolveWithObject: true });
  const detector = await createDetector({ precision: 'float32' });
  const { faces } = await detector.detect({ width: info.width, height: info.height, data });
  await detector.dispose();
  const golden = JSON.parse(await readFile(GOLDEN, 'utf8')) as [number, number, number, number, number][];
  assert.equal(faces.length, golden.length);
  // Scores that differ by next to nothing may change places.
  const rest = faces.map(({ box, score }) => [box.x, box.y, box.width, box.height, score] as const);
  for (const expected of golden) {
    const index = rest.findIndex((face) =>
      face.every((value, place) => Math.abs(value - expected[place]!) <= (place === 4 ? SCORE : PIXELS)),
    );
    assert.ok(index >= 0, `no face at ${expected.slice(0, 4)} with a score of ${expected[4]}`);
    rest.splice(index, 1);
  }
});
