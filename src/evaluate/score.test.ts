import assert from 'node:assert/strict';
import { test } from 'node:test';
import { operatingPoint, recallAt } from './curve.js';
import { scoreByHeight } from './heights.js';
import { COCO, PASCAL_VOC, type Protocol, WIDER_FACE } from './protocols.js';
import { rankPredictions } from './ranking.js';
import { countFaces, score } from './score.js';
import { found, markedFace, markedPhoto } from './testing/photos.js';
import { scoreWiderFace } from './wider-face.js';

/** Five faces, four of them to be found: `a/1` has one that is not asked for, `a/3` is never looked at. */
const PHOTOS = [
  markedPhoto('a/1', markedFace([0, 0, 9, 9]), markedFace([100, 100, 9, 9], true)),
  markedPhoto('a/2', markedFace([0, 0, 9, 9]), markedFace([50, 50, 9, 9])),
  markedPhoto('a/3', markedFace([0, 0, 9, 9])),
];
const PREDICTIONS = new Map([
  [
    'a/1',
    [
      found(0.9, [0, 0, 9, 9]), // right
      found(0.8, [100, 100, 9, 9]), // means the face that is not asked for: neither
      found(0.7, [1, 0, 9, 9]), // means a face that is found already: wrong
      found(0.6, [30, 30, 9, 9]), // means none: wrong
    ],
  ],
  // Right in WIDER FACE: 10 × 5 pixels of 10 × 10 with the last pixel included, exactly half. Elsewhere 36 of 81.
  ['a/2', [found(0.5, [0, 0, 9, 4])]],
  ['b/9', [found(0.9, [0, 0, 9, 9])]], // of no photo in the set
]);

function scoreAll(protocol: Protocol) {
  const ranking = rankPredictions(PHOTOS, PREDICTIONS, protocol.overlap);
  return score(
    protocol,
    ranking,
    countFaces(ranking, () => true),
  );
}

test('WIDER FACE: a set worked out by hand', () => {
  const { faces, averagePrecision, curve } = scoreAll(WIDER_FACE);
  assert.equal(faces, 4);
  // Recall 1/4 at precision 1, then 2/4 at 2/4: the area is 1/4 · 1 + 1/4 · 1/2.
  assert.equal(averagePrecision, 0.375);
  assert.equal(curve.recall.length, 1000);
  assert.deepEqual([curve.precision[0], curve.precision.at(-1)], [1, 0.5]);
  assert.deepEqual([curve.recall[0], curve.recall.at(-1)], [0.25, 0.5]);
  // Normalised from 0.5–0.9 to 0–1 and back: the last threshold is the lowest score.
  assert.equal(curve.thresholds.at(-1), 0.5);
});

test('WIDER FACE: the sets ask for faces by their number', () => {
  const ranking = rankPredictions(PHOTOS, PREDICTIONS, WIDER_FACE.overlap);
  const sets = {
    easy: new Map([['a/1', [1]]]),
    medium: new Map([['a/2', [0]]]),
    hard: new Map([['a/3', [0]]]),
  };
  const { easy, medium, hard } = scoreWiderFace(ranking, sets);
  // Easy: of what is surer than the right one (0.8), nothing is wrong.
  assert.equal(easy.averagePrecision, 1);
  // Medium: wrong at 0.6 (the other two of a/1 mean faces that are not asked for), right at 0.5.
  assert.equal(medium.averagePrecision, 0.5);
  assert.equal(hard.averagePrecision, 0);
  assert.throws(() => scoreWiderFace(ranking, { ...sets, hard: new Map([['a/3', [1]]]) }), {
    name: 'InputError',
    message: /wider_hard_val\.mat counts face 2 of a\/3, which has 1/,
  });
});

test('PASCAL VOC: exact boxes, every score a threshold', () => {
  const { averagePrecision, curve } = scoreAll(PASCAL_VOC);
  assert.deepEqual(curve, {
    thresholds: [0.9, 0.8, 0.7, 0.6, 0.5],
    precision: [1, 1, 1 / 2, 1 / 3, 1 / 4],
    recall: [0.25, 0.25, 0.25, 0.25, 0.25],
  });
  assert.equal(averagePrecision, 0.25);
});

test('COCO: the mean of 101 precisions', () => {
  // Precision 1 for the recalls 0, 0.01, …, 0.25, and 0 beyond.
  assert.equal(scoreAll(COCO).averagePrecision, 26 / 101);
});

test('COCO: a prediction turns to the next face where the best one is taken', () => {
  const photos = [markedPhoto('a/1', markedFace([0, 0, 10, 10]), markedFace([2, 0, 10, 10]))];
  const twice = new Map([['a/1', [found(0.9, [0, 0, 10, 10]), found(0.8, [0, 0, 10, 10])]]]);
  const precisions = [COCO, PASCAL_VOC].map((protocol) => {
    const ranking = rankPredictions(photos, twice, protocol.overlap);
    return score(
      protocol,
      ranking,
      countFaces(ranking, () => true),
    ).averagePrecision;
  });
  assert.deepEqual(precisions, [1, 0.5]);
});

test('COCO: what lies in a marked crowd is neither right nor wrong, however small', () => {
  const photos = [markedPhoto('a/1', markedFace([0, 0, 100, 100], true), markedFace([200, 0, 10, 10]))];
  const predictions = new Map([['a/1', [found(0.9, [50, 50, 5, 5]), found(0.8, [200, 0, 10, 10])]]]);
  const ranking = rankPredictions(photos, predictions, COCO.overlap);
  assert.equal(
    score(
      COCO,
      ranking,
      countFaces(ranking, () => true),
    ).averagePrecision,
    1,
  );
});

test('each range of heights asks for its own faces; false alarms are wrong in all of them', () => {
  const photos = [
    markedPhoto('a/1', markedFace([0, 0, 8, 10]), markedFace([50, 0, 16, 20]), markedFace([90, 0, 3, 3])),
  ];
  const predictions = new Map([
    ['a/1', [found(0.9, [50, 0, 16, 20]), found(0.8, [200, 0, 10, 10]), found(0.7, [0, 0, 8, 10])]],
  ]);
  const {
    all,
    operatingPoint: point,
    ranges,
  } = scoreByHeight(PASCAL_VOC, rankPredictions(photos, predictions, PASCAL_VOC.overlap), 0.6);
  const of = (from: number) => ranges.find(({ range }) => range.from === from)!;
  assert.equal(all.faces, 3);
  // 8–12 px: wrong at 0.8, then right: precision 1/2. 16–24 px: right at once.
  assert.equal(of(8).averagePrecision, 0.5);
  assert.equal(of(16).averagePrecision, 1);
  assert(Number.isNaN(of(64).averagePrecision), 'no such face');
  // All faces: precision 1, 1/2, 2/3 at scores 0.9, 0.8, 0.7, so 0.7 is the lowest threshold with precision ≥ 0.6.
  assert.deepEqual(point, { recall: 2 / 3, threshold: 0.7 });
  assert.equal(of(8).found, 1);
  assert.equal(of(8).recallAtPrecision, 0);
});

test('an operating point that is never reached has recall 0', () => {
  const curve = { thresholds: [0.9, 0.5], precision: [0.5, 0.4], recall: [0.1, 0.2] };
  assert.deepEqual(operatingPoint(curve, 0.9), { recall: 0, threshold: Number.NaN });
  assert.deepEqual(operatingPoint(curve, 0.4), { recall: 0.2, threshold: 0.5 });
  assert.deepEqual(
    [0.95, 0.9, 0.6, 0.1].map((threshold) => recallAt(curve, threshold)),
    [0, 0.1, 0.1, 0.2],
  );
});
