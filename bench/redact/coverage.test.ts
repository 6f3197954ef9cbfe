import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { AnnotatedFace } from '../../src/datasets/annotations.js';
import type { Box } from '../../src/geometry/box.js';
import { Coverage, RANGES } from './coverage.js';

const marked = (box: Box, invalid = false): AnnotatedFace => ({
  box,
  invalid,
  ...{ blur: 0, expression: 0, illumination: 0, occlusion: 0, pose: 0 },
});
const region = (box: Box, round = 0) => ({ box, frame: 0, round, score: 0.9 });
const box = (x: number, height: number): Box => ({ x, y: 100, width: height, height });

test('marked faces by height: covered by half, or whole; what the check added; masks over nobody', () => {
  const coverage = new Coverage('box', 1);
  coverage.add([marked(box(0, 6)), marked(box(100, 10)), marked(box(200, 20)), marked(box(300, 20), true)], {
    regions: [
      region(box(0, 6)),
      // Six tenths of the second face.
      region({ x: 100, y: 100, width: 6, height: 10 }),
      region(box(200, 20), 1),
      region(box(300, 20)),
      region(box(400, 20)),
    ],
    remaining: [],
  });
  coverage.add([marked(box(0, 20)), marked(box(100, 100))], {
    regions: [region({ x: 0, y: 100, width: 8, height: 20 })],
    remaining: [region(box(0, 20), 4)],
  });
  assert.deepEqual(
    RANGES.map(({ from }, index) => [from, ...Object.values(coverage.ranges[index]!)]),
    [
      [0, 1, 1, 1],
      [8, 1, 1, 0],
      [12, 0, 0, 0],
      [16, 2, 1, 1],
      [24, 0, 0, 0],
      [32, 0, 0, 0],
      [64, 1, 0, 0],
    ],
  );
  assert.deepEqual(coverage.invalid, { faces: 1, half: 1, whole: 1 });
  assert.deepEqual(coverage.masks, { all: 6, overNoFace: 1 });
  assert.deepEqual(coverage.check, { masks: 1, faces: 1, photosRemaining: 1 });
});

test('an ellipse of 1.3 times the box leaves less than a tenth of a face that it lies on, one of its size does not', () => {
  const face = marked(box(0, 40));
  const covered = [1, 1.3].map((scale) => {
    const coverage = new Coverage('ellipse', scale);
    coverage.add([face], { regions: [region(face.box)], remaining: [] });
    return Object.values(coverage.ranges[5]!);
  });
  assert.deepEqual(covered, [
    [1, 1, 0],
    [1, 1, 1],
  ]);
});
