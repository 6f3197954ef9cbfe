import assert from 'node:assert/strict';
import { test } from 'node:test';
import { FaceMemory } from './face-memory.js';
import { linkTracks } from './link-tracks.js';
import { withHidden } from './packed-boxes.js';
import { regionsByFrame } from './regions.js';
import type { FrameFaces } from './track.js';

const PICTURE = { width: 640, height: 360 };

/** A face that walks, missed in every third frame, and one that is there but once; the second piece begins in frame 60. */
const frames = Array.from({ length: 90 }, (_, index): FrameFaces => {
  const walking = { box: { x: 20 + index / 3, y: 40.1, width: 9, height: 12 }, score: 0.3 + index / 1000 };
  const once = { box: { x: 400, y: 200, width: 6, height: 7 }, score: 0.9 };
  const many = Array.from({ length: 70 }, (_, at) => ({ box: { x: at * 9, y: 300, width: 5, height: 6 }, score: 0.2 }));
  return {
    ...{ time: index / 25, ...(index === 60 && { cut: true }), ...(index === 61 && { skipped: true }) },
    faces: [...(index % 3 === 0 ? [] : [walking]), ...(index === 30 ? [once] : []), ...many],
    ...(index % 2 === 1 && { motion: { a: 1, b: 0.01, x: 0.5, y: 0 } }),
  };
});

test('frames that are kept in memory of their own are those that were given', () => {
  const memory = new FaceMemory();
  const kept = frames.map((frame) => memory.keep(frame));
  for (const [index, { time, faces, cut, skipped, motion }] of kept.entries()) {
    const again = { time, faces, ...(cut && { cut }), ...(skipped && { skipped }), ...(motion && { motion }) };
    assert.deepEqual(again, frames[index]);
  }
  assert.deepEqual(linkTracks(kept, PICTURE), linkTracks(frames, PICTURE));
});

test('a track is the same whether its boxes are packed, copied by spreading, or came from a file', () => {
  const tracks = linkTracks(frames, PICTURE);
  const copies = tracks.map((track) => ({ ...track }));
  const read = JSON.parse(JSON.stringify(tracks)) as typeof tracks;
  assert.deepEqual(copies, tracks);
  assert.deepEqual(read, copies);
  const regions = regionsByFrame(frames, tracks, PICTURE);
  assert.ok(regions.every((boxes) => boxes.length > 0));
  assert.deepEqual(regionsByFrame(frames, copies, PICTURE), regions);
  assert.deepEqual(regionsByFrame(frames, read, PICTURE), regions);
});

test('boxes that a person moved count, not those that the track was packed with', () => {
  const [track] = linkTracks(frames.slice(0, 30), PICTURE);
  const box = { x: 500, y: 20, width: 10, height: 10 };
  const moved = { ...track!, hidden: true, boxes: [{ frame: 2, box, origin: 'edited' as const }] };
  const bare = frames.slice(0, 30).map(({ time }) => ({ time, faces: [] }));
  const regions = regionsByFrame(bare, [moved], PICTURE, { padding: 0 });
  assert.deepEqual(regions[2], [box]);
  assert.equal(regions.flat().length, 1);
  assert.deepEqual(regionsByFrame(bare, [withHidden(moved, false)], PICTURE).flat(), []);
  assert.deepEqual(withHidden(track!, false).boxes, track!.boxes);
});
