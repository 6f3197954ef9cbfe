import assert from 'node:assert/strict';
import { test } from 'node:test';
import { linkTracks } from './link-tracks.js';
import { regionsByFrame } from './regions.js';
import { revealTracks } from './reveal.js';
import { face, PICTURE, video } from './testing/videos.js';

test('a kept face in one frame reveals its track in all of them, and no other', () => {
  const frames = video(20, (index) => [face(100 + 4 * index, 50, 12), face(100 + 4 * index, 150, 12)]);
  const tracks = linkTracks(frames, PICTURE);
  const kept = { ...face(141, 51, 12).box, frame: 10 };
  const revealed = revealTracks(tracks, [kept]);
  assert.deepEqual(
    revealed.map(({ hidden }) => hidden),
    [false, true],
  );
  for (const boxes of regionsByFrame(frames, revealed, PICTURE)) {
    assert.equal(boxes.length, 1);
    assert.ok(boxes[0]!.y > 100);
  }
  // There it is in no other frame.
  assert.deepEqual(revealTracks(tracks, [{ ...kept, frame: 0 }]), tracks);
  assert.equal(revealTracks(tracks, [{ ...face(141, 51, 12).box }])[0]!.hidden, false);
});
