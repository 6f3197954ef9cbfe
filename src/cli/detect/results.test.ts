import assert from 'node:assert/strict';
import { test } from 'node:test';
import { textLine } from './results.js';

const faces = [
  { box: { x: 1.5, y: 2.0004, width: 9, height: 11.2 }, score: 0.93 },
  { box: { x: 100 / 3, y: 20, width: 5, height: 6.4 }, score: 0.123456789 },
];

test('a line for a person', () => {
  const photo = { image: 'crowd.jpg', width: 1024, height: 768 };
  assert.equal(textLine({ ...photo, faces }), 'crowd.jpg  1024 × 768  2 faces, 6–11 px tall');
  assert.equal(textLine({ ...photo, faces: faces.slice(0, 1) }), 'crowd.jpg  1024 × 768  1 face, 11 px tall');
  assert.equal(textLine({ ...photo, faces: [] }), 'crowd.jpg  1024 × 768  no faces');
});
