import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Face } from '../geometry/face.js';
import { ScoredBoxes } from '../geometry/scored-boxes.js';
import * as voting from './vote.js';

const face = (score: number, x: number, side: number, y = 0): Face => ({
  score,
  box: { x, y, width: side, height: side },
});

/** Two passes: the second counts from 10 pixels on, fully from 40; the first does so up to any size. */
const passes = (first: readonly Face[], second: readonly Face[]): voting.PassBoxes[] => [
  { boxes: ScoredBoxes.of(first), rise: [0, 0], fall: [Number.POSITIVE_INFINITY, Number.POSITIVE_INFINITY] },
  { boxes: ScoredBoxes.of(second), rise: [10, 40], fall: [Number.POSITIVE_INFINITY, Number.POSITIVE_INFINITY] },
];

const vote = (of: readonly voting.PassBoxes[]) => voting.vote(of).faces();

const close = (actual: number, expected: number) => assert.ok(Math.abs(actual - expected) < 1e-12, `${actual}`);

test('a face that both passes see has the mean of their scores, raised to the surer, and of their boxes', () => {
  const [only, ...others] = vote(passes([face(0.8, 100, 40)], [face(0.6, 104, 40)]));
  assert.deepEqual(others, []);
  close(only!.score, 0.4 * 0.8 + 0.6 * 0.7);
  close(only!.box.x, (0.8 * 100 + 0.6 * 104) / 1.4);
  close(only!.box.width, 40);
});

test('one that a pass should see and does not loses', () => {
  const [only] = vote(passes([face(0.8, 100, 40)], []));
  close(only!.score, 0.4 * 0.8 + 0.6 * 0.4);
  assert.deepEqual(only!.box, face(0.8, 100, 40).box);
});

test('the less a pass counts at a size, the less its silence does', () => {
  // 20 pixels are half-way from 10 to 40 in octaves: a weight of one half.
  const [only] = vote(passes([face(0.9, 0, 20)], []));
  close(only!.score, 0.4 * 0.9 + (0.6 * 0.9) / 1.5);
  const tiny = face(0.9, 0, 10);
  assert.deepEqual(vote(passes([tiny], [])), [tiny], 'of a size that one pass alone sees');
  assert.deepEqual(vote(passes([], [tiny])), [], 'of a size that the pass that found it does not');
});

test('a score of 0 is no face, and leaves no box without a number', () => {
  assert.deepEqual(vote(passes([face(0, 0, 40)], [face(0, 0, 40)])), []);
});

test('each sighting is told once, beside the one it overlaps most surely', () => {
  // Neighbours: each pass sees both; those of different faces do not overlap by .4.
  const found = vote(passes([face(0.9, 0, 40), face(0.7, 30, 40)], [face(0.8, 32, 40), face(0.6, 2, 40)]));
  assert.equal(found.length, 2);
  const [left, right] = found.sort((a, b) => a.box.x - b.box.x);
  close(left!.score, 0.4 * 0.9 + 0.6 * 0.75);
  close(right!.score, 0.4 * 0.8 + 0.6 * 0.75);
});
