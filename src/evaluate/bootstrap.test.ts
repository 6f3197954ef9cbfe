import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { AnnotatedPhoto } from '../datasets/annotations.js';
import type { Face } from '../geometry/face.js';
import { createRandom } from '../random/random.js';
import { compareDetectors } from './bootstrap.js';
import { PASCAL_VOC } from './protocols.js';
import { rankPredictions } from './ranking.js';
import { countFaces, score } from './score.js';

const attributes = { invalid: false, blur: 0, expression: 0, illumination: 0, occlusion: 0, pose: 0 } as const;
const box = (x: number) => ({ x, y: 0, width: 20, height: 20 });
const photos = Array.from({ length: 40 }, (_, index): AnnotatedPhoto => {
  const faces = [0, 100].map((x) => ({ ...attributes, box: box(x) }));
  return { event: '', name: `p${index}`, path: `p${index}.jpg`, faces };
});

/** Finds each face with this chance, and as many boxes beside the faces. */
function detector(chance: number, seed: number): Map<string, Face[]> {
  const random = createRandom(seed);
  return new Map(
    photos.map(({ name }) => [
      name,
      [0, 100, 300].flatMap((x) => (random() < chance ? [{ box: box(x), score: random() }] : [])),
    ]),
  );
}

test('the values are those of the whole set, and a detector does not differ from itself', () => {
  const good = detector(0.9, 1);
  const [all, ...others] = compareDetectors(PASCAL_VOC, photos, [good, good]);
  const ranking = rankPredictions(photos, good, PASCAL_VOC.overlap);
  const whole = score(
    PASCAL_VOC,
    ranking,
    countFaces(ranking, () => true),
  ).averagePrecision;
  assert.ok(Math.abs(all!.values[0] - whole) < 1e-12, `${all!.values[0]} ${whole}`);
  for (const { difference, low, high } of [all!]) assert.deepEqual([difference, low, high], [0, 0, 0]);
  assert.equal(others.at(-1)!.difference, 0);
});

test('a large difference excludes 0, one of chance does not, and draws repeat', () => {
  const [clear] = compareDetectors(PASCAL_VOC, photos, [detector(0.95, 1), detector(0.4, 2)]);
  assert.ok(clear!.low > 0 && clear!.low < clear!.difference && clear!.difference < clear!.high);
  const alike = [detector(0.8, 3), detector(0.8, 4)] as const;
  const [equal] = compareDetectors(PASCAL_VOC, photos, alike);
  assert.ok(equal!.low < 0 && equal!.high > 0, JSON.stringify(equal));
  assert.deepEqual(compareDetectors(PASCAL_VOC, photos, alike)[0], equal);
});
