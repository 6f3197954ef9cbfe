import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Track } from '../../tracks/track.js';
import { bestFrame, boxAt, decided, frameAt, inOrderOfDoubt, standingOfTrack } from './video-tracks.js';

const box = { x: 1, y: 2, width: 3, height: 4 };
const track = (id: number, first: number, confidence: number): Track => ({
  ...{ id, confidence, hidden: confidence > 0.35 },
  boxes: [0, 1, 2].map((at) => ({
    frame: first + at,
    box: { ...box, x: at },
    origin: 'detected',
    score: at === 1 ? confidence : 0.1,
  })),
});
const tracks = [track(1, 0, 0.9), track(2, 4, 0.2), track(3, 2, 0.5)];

test('a track is hidden where the detector was sure of it, until the user says otherwise', () => {
  const decisions = new Map([
    [1, false],
    [2, true],
  ]);
  const standings = (threshold: number) => tracks.map((one) => standingOfTrack(one, decisions, threshold));
  assert.deepEqual(standings(0.35), ['shown', 'hidden', 'hidden']);
  assert.deepEqual(standings(0.6), ['shown', 'hidden', 'nearly']);
  assert.deepEqual(
    decided(tracks, decisions, 0.6).map(({ hidden }) => hidden),
    [false, true, false],
  );
});

test('what is unsure comes first, then what begins first', () => {
  assert.deepEqual(
    inOrderOfDoubt(tracks, new Map(), 0.35).map(({ id }) => id),
    [2, 1, 3],
  );
});

test('the frame of a time, and the box of a frame', () => {
  const frames = [0, 0.04, 0.08, 0.2].map((time) => ({ time, faces: [] }));
  assert.deepEqual(
    [-1, 0, 0.0399, 0.05, 0.19, 9].map((time) => frameAt(frames, time)),
    [0, 0, 1, 1, 2, 3],
  );
  assert.equal(boxAt(tracks[1]!, 3), undefined);
  assert.equal(boxAt(tracks[1]!, 6)?.x, 2);
  assert.equal(boxAt(tracks[1]!, 7), undefined);
  assert.equal(bestFrame(tracks[1]!), 5);
});
