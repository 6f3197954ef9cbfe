import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createRandom } from '../random/random.js';
import { PhotoDraw } from './photo-draw.js';
import { annotatedFace } from './testing/annotated-face.js';

test('draws a photo as often as the root of its faces plus one, also one without', () => {
  const photo = (name: string, valid: number, invalid: number) => ({
    event: 'e',
    name,
    path: name,
    faces: Array.from({ length: valid + invalid }, (_, i) => annotatedFace(0, 0, 5, 5, i >= valid)),
  });
  const draw = new PhotoDraw([photo('none', 0, 0), photo('eight', 8, 0), photo('invalid', 0, 9), photo('three', 3, 2)]);
  const random = createRandom(1);
  const counts: Record<string, number> = {};
  for (let i = 0; i < 7000; i++) {
    const { name } = draw.draw(random);
    counts[name] = (counts[name] ?? 0) + 1;
  }
  // Weights 1, 3, 1, 2 of 7; three standard deviations are at most 125 draws.
  for (const [name, expected] of Object.entries({ none: 1000, eight: 3000, invalid: 1000, three: 2000 })) {
    assert(Math.abs(counts[name]! - expected) < 125, `${name}: ${counts[name]}`);
  }
});
