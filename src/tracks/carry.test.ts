import assert from 'node:assert/strict';
import { test } from 'node:test';
import { carryHidden } from './carry.js';
import { linkTracks } from './link-tracks.js';
import type { FrameFaces } from './track.js';

const PICTURE = { width: 640, height: 360 };
const THRESHOLD = 0.35;

test('a face that was sure once stays hidden for as long as it is followed, whatever is forgotten', () => {
  // Sure in the first frame alone; of all frames, the last ten are remembered.
  const window: FrameFaces[] = [];
  for (let frame = 0; frame < 200; frame++) {
    const box = { x: 100 + frame, y: 50, width: 12, height: 14 };
    window.push({ time: frame / 25, faces: [{ box, score: frame === 0 ? 0.9 : 0.12 }] });
    const tracks = linkTracks(window, PICTURE, { threshold: THRESHOLD });
    assert.deepEqual(
      tracks.map(({ hidden }) => hidden),
      [true],
      `in frame ${frame}`,
    );
    const last = window.length - 1;
    const line = window[last]!;
    window[last] = { ...line, faces: carryHidden(line.faces, tracks, last, THRESHOLD) };
    if (window.length > 10) window.shift();
  }
});

test('what is of no hidden track stays as unsure as it is', () => {
  const face = { box: { x: 10, y: 10, width: 8, height: 10 }, score: 0.12 };
  const boxes = [{ frame: 0, box: face.box, origin: 'detected' as const }];
  const track = { id: 1, boxes, hidden: false, confidence: 0.12 };
  assert.deepEqual(carryHidden([face], [track], 0, THRESHOLD), [face]);
  const elsewhere = { ...track, hidden: true, boxes: [{ ...boxes[0]!, box: { ...face.box, x: 100 } }] };
  assert.deepEqual(carryHidden([face], [elsewhere], 0, THRESHOLD), [face]);
});
