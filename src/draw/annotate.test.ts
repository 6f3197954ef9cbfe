import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Box } from '../geometry/box.js';
import type { Image } from '../image/image.js';
import { annotate } from './annotate.js';

const GREY = 90;
const grey = (width: number, height: number): Image => ({
  width,
  height,
  data: new Uint8Array(width * height * 3).fill(GREY),
});

const pixel = ({ width, data }: Image, x: number, y: number) => [
  ...data.subarray((y * width + x) * 3, (y * width + x) * 3 + 3),
];
const untouched = (image: Image, x: number, y: number) => pixel(image, x, y).every((value) => value === GREY);

function changedWithin(image: Image, { x, y, width, height }: Box): number {
  let changed = 0;
  for (let row = Math.floor(y); row < y + height; row++) {
    for (let column = Math.floor(x); column < x + width; column++) if (!untouched(image, column, row)) changed++;
  }
  return changed;
}

test('a frame lies outside the box, so that all pixels of a tiny face stay', async () => {
  const box = { x: 50.3, y: 40.6, width: 5.4, height: 6.2 };
  const picture = await annotate(grey(100, 100), [{ box, score: 0.9 }]);
  assert.equal(changedWithin(picture, box), 0);
  // The bright line is one pixel, next to the box in whole pixels: columns 50 to 55, rows 40 to 46.
  for (const [x, y] of [
    [49, 43],
    [56, 43],
    [52, 39],
    [52, 47],
  ] as const) {
    assert.deepEqual(pixel(picture, x, y), [255, 200, 61], `${x}, ${y}`);
  }
  // Line and dark edge: nothing changes further out, and a face of 5 pixels has no room for a score.
  assert.equal(changedWithin(picture, { x: 0, y: 0, width: 100, height: 100 }), 10 * 11 - 6 * 7);
});

test('a face with room carries its score, clear of other faces and of other scores', async () => {
  const wide = { x: 20, y: 30, width: 40, height: 50 };
  const alone = await annotate(grey(200, 100), [{ box: wide, score: 0.87 }]);
  assert.ok(changedWithin(alone, { x: 20, y: 14, width: 10, height: 8 }) > 0, 'a label above the frame');
  const above = { x: 22, y: 10, width: 15, height: 15 };
  const crowded = await annotate(grey(200, 100), [
    { box: wide, score: 0.87 },
    { box: above, score: 0.5 },
  ]);
  assert.equal(changedWithin(crowded, above), 0);
});

test('the picture that came in is not changed, and boxes may leave it', async () => {
  const photo = grey(40, 30);
  const boxes = [
    { x: -10, y: -10, width: 30, height: 30 },
    { x: 30, y: 20, width: 50, height: 50 },
    { x: -20, y: -20, width: 100, height: 100 },
  ];
  await annotate(
    photo,
    boxes.map((box) => ({ box, score: 1 })),
  );
  assert.equal(changedWithin(photo, { x: 0, y: 0, width: 40, height: 30 }), 0);
});

test('scores are set in type, as large as the face has room for', async () => {
  const inkOf = async (side: number, score: number) => {
    const box = { x: 40, y: 100, width: side, height: side };
    const { data } = await annotate(grey(400, 400), [{ box, score }]);
    const { data: other } = await annotate(grey(400, 400), [{ box, score: 0.11 }]);
    return data.filter((value, at) => value !== other[at]).length;
  };
  // Numerals that differ are drawn differently, larger ones with more pixels, and in shades: letters have smooth edges.
  assert.equal(await inkOf(60, 0.11), 0);
  const [small, large] = [await inkOf(60, 0.88), await inkOf(200, 0.88)];
  assert.ok(small > 20 && large > 2 * small, `${small}, ${large}`);
  const shades = new Set(
    (await annotate(grey(200, 200), [{ box: { x: 40, y: 80, width: 60, height: 60 }, score: 0.38 }])).data,
  );
  assert.ok(shades.size > 12, `${shades.size} shades`);
});
