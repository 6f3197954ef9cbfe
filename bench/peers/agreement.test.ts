import assert from 'node:assert/strict';
import { test } from 'node:test';
import { agree, type Testimony } from './agreement.js';

const face = (x: number, score: number) => ({ box: { x, y: 0, width: 10, height: 10 }, score });
const says = (detector: string, ...faces: Testimony['faces']): Testimony => ({
  detector,
  sure: 0.5,
  doubtful: 0.2,
  faces,
});

test('what two detectors are sure of is a face, at the mean of their boxes', () => {
  // Moved by 2 of 10 they overlap by 8 / 12. The mean: (0 · .75 + 2 · .5) / 1.25 = .8
  assert.deepEqual(agree([says('a', face(0, 0.75)), says('b', face(2, 0.5))]), [
    { box: { x: 0.8, y: 0, width: 10, height: 10 }, score: 1 },
  ]);
});

test('one detector alone, a doubtful second, the same one at another size: neither face nor background', () => {
  const box = { x: 0, y: 0, width: 10, height: 10 };
  for (const others of [[], [says('b', face(0, 0.49))], [says('a', face(0, 0.9))], [says('b', face(6, 0.1))]])
    assert.deepEqual(agree([says('a', face(0, 0.9)), ...others]), [{ box, score: 0.25 }]);
});

test('boxes that overlap too little are two; beside a certain face a doubtful one is left out', () => {
  // 4 apart: 6 / 14 = .43.
  assert.equal(agree([says('a', face(0, 0.9)), says('b', face(4, 0.9))]).length, 2);
  assert.equal(agree([says('a', face(0, 0.9), face(5, 0.6)), says('b', face(0, 0.9))]).length, 1);
});

test('what the learner alone reports is its mistake where it is taller than the others can miss', () => {
  const learner = (...faces: Testimony['faces']) => ({ ...says('a', ...faces), tallestAlone: 10 });
  const tall = { box: { x: 50, y: 0, width: 11, height: 11 }, score: 0.9 };
  assert.deepEqual(
    agree([learner(face(0, 0.9), tall)]).map(({ box }) => box.height),
    [10],
  );
  // Another's doubt keeps it.
  assert.equal(agree([learner(tall), says('b', { ...tall, score: 0.3 })]).length, 1);
});
