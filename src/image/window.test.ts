import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createRandom, uniform } from '../random/random.js';
import { fromPlanes } from './planes.js';
import { cutRegion, regionOf } from './region.js';
import { resample } from './resample.js';
import {
  cutWindow,
  DRAWING_SIDE,
  fitsWindow,
  keptSquare,
  regionInDrawing,
  samplePlanes,
  sampling,
  windowOf,
} from './window.js';

const random = createRandom(1);
const noise = (side: number) => ({
  width: side,
  height: side,
  data: Uint8Array.from({ length: 3 * side * side }, () => uniform(random, 0, 256)),
});
const box = (x: number, y: number, width: number, height: number) => ({ x, y, width, height });
const planesOf = ({ data, width: side }: { data: Uint8Array; width: number }) =>
  Float32Array.from({ length: data.length }, (_, i) => {
    const [channel, pixel] = [Math.floor(i / side ** 2), i % side ** 2];
    return data[3 * pixel + channel]!;
  });

test('a region is taken out of a drawing as cutRegion takes it out of the same picture', () => {
  const drawing = noise(DRAWING_SIDE);
  const window = box(100, 200, 32, 32);
  // Enlarged, shrunk, off the grid, over the drawing's border, mirrored.
  for (const [region, flip] of [
    [box(108, 208, 16, 16), false],
    [box(100.3, 200.7, 31, 31), false],
    [box(98.5, 203.25, 31.5, 31.5), false],
    [box(111.2, 210.9, 8.4, 8.4), true],
  ] as const) {
    const inDrawing = regionInDrawing(region, window);
    const expected = cutRegion(drawing, inDrawing, 64, flip);
    const found = samplePlanes(planesOf(drawing), DRAWING_SIDE, sampling(inDrawing, DRAWING_SIDE, 64, flip));
    assert.equal(found.length, expected.length);
    found.forEach((value, i) => {
      assert.ok(Math.abs(value - expected[i]!) < 1e-2, `${i}: ${value}, expected ${expected[i]}`);
    });
  }
});

test('the weights of each row and column come to 1', () => {
  const { rows, columns } = sampling(box(-5, 3.3, 70.1, 70.1), DRAWING_SIDE, 64);
  for (const matrix of [rows, columns])
    for (let row = 0; row < 64; row += 1) {
      const sum = matrix.subarray(row * DRAWING_SIDE, (row + 1) * DRAWING_SIDE).reduce((a, b) => a + b);
      assert.ok(Math.abs(sum - 1) < 1e-5);
    }
});

test('a window shows the photo’s pixels up to three times the box, and repeats the border beyond', () => {
  const photo = noise(90);
  for (const candidate of [box(40, 40, 8, 8), box(30.3, 51.7, 6.2, 7.9), box(2, 83, 5, 6), box(85.5, -1.2, 4, 5)]) {
    const pixels = new Uint8Array(32 * 32 * 3);
    cutWindow(photo, candidate, pixels);
    // What training keeps of the photo is a picture of its own, whose border goes on.
    const kept = keptSquare(candidate);
    const stored = fromPlanes(cutRegion(photo, kept, kept.width), kept.width, kept.width);
    const { x, y } = windowOf({ ...candidate, x: candidate.x - kept.x, y: candidate.y - kept.y });
    const window = resample(stored, { x, y, scale: 1, flip: false }, 32).planes;
    assert.deepEqual(pixels, fromPlanes(window, 32, 32).data);
  }
  const pixels = new Uint8Array(32 * 32 * 3);
  cutWindow(photo, box(200, 10, 8, 8), pixels);
  assert.ok(
    pixels.every((value) => value === pixels[0]),
    'nothing of the photo in it',
  );
});

test('candidates of up to 16 pixels fit a window at twice their size', () => {
  assert.ok(fitsWindow(box(0, 0, 12, 16), 2));
  assert.ok(!fitsWindow(box(0, 0, 12, 16.1), 2));
  assert.ok(!fitsWindow(box(0, 0, 17, 12), 2));
  assert.equal(regionOf(box(0, 0, 12, 16), 2).width, 32);
});
