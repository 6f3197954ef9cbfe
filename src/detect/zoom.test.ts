import assert from 'node:assert/strict';
import { test } from 'node:test';
import { enlargeTwice } from '../image/lanczos.js';
import { createRandom, uniform } from '../random/random.js';
import { Detector } from './detector.js';
import { findFaces } from './find-faces.js';
import { planPasses, weightOf } from './passes.js';
import type { Proposer } from './proposer.js';
import { BrightRectangles, paintRectangles } from './testing/bright-rectangles.js';
import { tilesOf } from './tiles.js';
import { cutEnlarged, LANCZOS, loadEnlarger } from './zoom.js';

const random = createRandom(1);
const photo = {
  width: 301,
  height: 180,
  data: Uint8Array.from({ length: 301 * 180 * 3 }, () => uniform(random, 0, 256)),
};

test('tiles of the enlarged photo are those of the photo enlarged as a whole', async () => {
  const whole = enlargeTwice(photo);
  for (const tile of tilesOf(602, 360, 256, 64)) {
    const pixels = await cutEnlarged(photo, tile, LANCZOS);
    assert.equal(pixels.length, tile.width * tile.height * 3);
    for (let y = 0; y < tile.height; y += 7)
      for (let x = 0; x < tile.width; x += 5) {
        const [fromX, fromY] = [tile.x + x, tile.y + y];
        if (fromX >= 602 || fromY >= 360) continue;
        assert.equal(pixels[3 * (y * tile.width + x)], whole.data[3 * (fromY * 602 + fromX)], `${fromX}, ${fromY}`);
      }
  }
});

test('the generator draws piece by piece what it draws of the whole, and keeps places and colours', async () => {
  const smooth = {
    width: 200,
    height: 40,
    data: Uint8Array.from(
      { length: 200 * 40 * 3 },
      (_, i) => 128 + 90 * Math.sin((Math.floor(i / 3) % 200) / 9 + (i % 3)),
    ),
  };
  const generator = await loadEnlarger('generator', { threads: 1 });
  const { width, height, data } = await generator.enlarge(smooth);
  assert.deepEqual([width, height], [400, 80]);
  const plain = enlargeTwice(smooth).data;
  const mean = data.reduce((sum, value, i) => sum + Math.abs(value - plain[i]!), 0) / data.length;
  assert.ok(mean < 6, `${mean} levels from Lanczos's in the mean`);
  // Over the border between two pieces, at 160 pixels, it goes on as it would: half the photo gives the same.
  const right = { ...smooth, width: 100, data: new Uint8Array(100 * 40 * 3) };
  for (let row = 0; row < 40; row += 1)
    right.data.set(smooth.data.subarray((row * 200 + 100) * 3, (row * 200 + 200) * 3), row * 300);
  const half = (await generator.enlarge(right)).data;
  let most = 0;
  for (let row = 0; row < 80; row += 1)
    for (let at = 80 * 3; at < 160 * 3; at += 1)
      most = Math.max(most, Math.abs(half[row * 600 + at]! - data[row * 1200 + 600 + at]!));
  assert.ok(most <= 2, `${most} levels apart`);
  await generator.dispose();
});

test('one more pass, where faces are asked for that it can see; without it nothing changes', () => {
  const plain = planPasses(1000, 700);
  const [zoomed, ...others] = planPasses(1000, 700, { zoom: 2 });
  assert.deepEqual(others, plain);
  assert.deepEqual([zoomed!.scale, zoomed!.width, zoomed!.height], [2, 2000, 1400]);
  assert.equal(weightOf(zoomed!, 4) > 0, true);
  assert.equal(weightOf(zoomed!, 40), 0);
  assert.deepEqual(planPasses(1000, 700, { zoom: 2, minFace: 40 }), planPasses(1000, 700, { minFace: 40 }));
  // What is looked at scaled down is enlarged from there.
  assert.deepEqual([planPasses(1000, 700, { zoom: 2, maxSide: 400 })[0]!.width], [800]);
});

test('boxes of the enlarged photo are the photo’s', async () => {
  const squares = paintRectangles(240, 160, [{ x: 40, y: 60, width: 8, height: 8 }]);
  const seen: number[] = [];
  const bright = new BrightRectangles();
  const model: Proposer = {
    propose: async (pixels, width, height) => {
      seen.push(width);
      return await bright.propose(pixels, width, height);
    },
    dispose: async () => {},
  };
  const options = { threshold: 0.1, minFace: 0, nms: 0.4, tile: 512 };
  const faces = await findFaces(squares, model, { ...options, zoom: { factor: 2, enlarger: LANCZOS } });
  assert.deepEqual(seen.slice(0, 2), [480, 256]);
  const { box } = faces[0]!;
  for (const [found, expected] of [
    [box.x, 40],
    [box.y, 60],
    [box.width, 7],
    [box.height, 7],
  ] as const)
    assert.ok(Math.abs(found - expected) <= 1.5, JSON.stringify(box));
  const detector = new Detector(model, { ...options, zoom: 2 });
  assert.deepEqual((await detector.detect(squares)).faces, faces);
  await detector.dispose();
});
