import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Box } from '../geometry/box.js';
import { createRandom, normal, uniform } from '../random/random.js';
import { linkTracks } from './link-tracks.js';
import { regionsByFrame } from './regions.js';
import { covers, face, PICTURE, video } from './testing/videos.js';

test('no face that was found is uncovered, in no frame between its first and its last', () => {
  for (let seed = 0; seed < 20; seed++) {
    const random = createRandom(3, seed);
    const people = Array.from({ length: 8 }, (_, number) => {
      const side = uniform(random, 5, 25);
      const start = { x: 40 + 70 * number, y: uniform(random, 20, 300) };
      const seen = Array.from({ length: 50 }, (_, index) => index % 25 === 3 || random() > 0.25);
      return { seen, boxAt: (index: number): Box => ({ x: start.x + index, y: start.y, width: side, height: side }) };
    });
    const frames = video(50, (index) =>
      people
        .filter(({ seen }) => seen[index])
        .map(({ boxAt }) => {
          const { x, y, width } = boxAt(index);
          const noise = () => 0.1 * width * normal(random);
          const side = width * Math.exp(0.1 * normal(random));
          return face(x + noise(), y + noise(), side, index % 25 === 3 ? 0.9 : uniform(random, 0.1, 1));
        }),
    );
    const regions = regionsByFrame(frames, linkTracks(frames, PICTURE), PICTURE);
    for (const [index, { faces }] of frames.entries()) {
      for (const { box } of faces) assert.ok(covers(regions[index]!, box), `seed ${seed}, frame ${index}`);
    }
    // Of the true face, noise may move edges out; never its centre.
    for (const { seen, boxAt } of people) {
      for (let index = seen.indexOf(true); index <= seen.lastIndexOf(true); index++) {
        const { x, y, width } = boxAt(index);
        const centre = { x: x + width / 2, y: y + width / 2, width: 0, height: 0 };
        assert.ok(covers(regions[index]!, centre), `seed ${seed}, frame ${index}`);
      }
    }
  }
});

test('a region takes in the track’s box and the detection, and padding in pixels', () => {
  const frames = video(1, () => [face(100, 50, 10)]);
  const tracks = linkTracks(frames, PICTURE);
  const moved = [
    { ...tracks[0]!, boxes: [{ frame: 0, box: { x: 96, y: 52, width: 10, height: 10 }, origin: 'edited' as const }] },
  ];
  assert.deepEqual(regionsByFrame(frames, moved, PICTURE, { padding: 3 }), [[{ x: 93, y: 47, width: 20, height: 18 }]]);
});

test('a track is hidden or revealed as a whole; a sure face of no track is covered', () => {
  const frames = video(4, (index) => [face(100, 50, 10), ...(index === 2 ? [face(300, 50, 10, 0.4)] : [])]);
  const tracks = linkTracks(frames, PICTURE, { coast: 0 });
  const count = (options: typeof tracks) => regionsByFrame(frames, options, PICTURE).map((boxes) => boxes.length);
  assert.deepEqual(count(tracks), [1, 1, 2, 1]);
  assert.deepEqual(count(tracks.map((track) => ({ ...track, hidden: track.id !== 1 }))), [0, 0, 1, 0]);
  // Deleted from the file, a track is no leave to show its faces.
  assert.deepEqual(count([]), [1, 1, 2, 1]);
});

test('an unsure track is bare until a person hides it; it uncovers no sure face', () => {
  const frames = video(3, () => [face(100, 50, 48, 0.15)]);
  const tracks = linkTracks(frames, PICTURE);
  assert.deepEqual(regionsByFrame(frames, tracks, PICTURE), [[], [], []]);
  const hidden = tracks.map((track) => ({ ...track, hidden: true }));
  assert.deepEqual(
    regionsByFrame(frames, hidden, PICTURE).map((boxes) => boxes.length),
    [1, 1, 1],
  );
  const sure = video(3, () => [face(101, 50, 48, 0.5)]);
  assert.deepEqual(
    regionsByFrame(sure, tracks, PICTURE).map((boxes) => boxes.length),
    [1, 1, 1],
  );
});

test('regions end at the picture’s edge', () => {
  const frames = video(1, () => [face(-5, 350, 20)]);
  assert.deepEqual(regionsByFrame(frames, linkTracks(frames, PICTURE), PICTURE), [
    [{ x: 0, y: 347, width: 18, height: 13 }],
  ]);
});

test('what is found reaches into the frames shortly before and after, moved along with the face, and no farther', () => {
  // A face of 20 pixels that moves by 4 a frame; in frame 10 it is found a quarter wider and higher.
  const side = (index: number) => (index === 10 ? 25 : 20);
  const at = (index: number): Box => {
    const less = (side(index) - 20) / 2;
    return { x: 100 + 4 * index - less, y: 50 - less, width: side(index), height: side(index) };
  };
  const frames = video(21, (index) => [{ box: at(index), score: 0.9 }]);
  const regions = regionsByFrame(frames, linkTracks(frames, PICTURE), PICTURE, { padding: 0 });
  // 25 frames a second: five within .2 s on either side.
  const expected = frames.map((_, index) => (Math.abs(index - 10) <= 5 ? 25 : 20));
  for (const [index, boxes] of regions.entries()) {
    assert.equal(boxes.length, 1);
    assert.ok(Math.abs(boxes[0]!.width - expected[index]!) < 0.8, `frame ${index}: ${boxes[0]!.width}`);
    assert.ok(Math.abs(boxes[0]!.x + boxes[0]!.width / 2 - (110 + 4 * index)) < 0.4, `frame ${index}`);
  }
});

test('frames whose times are all alike are covered one by one', () => {
  const frames = video(200, () => [face(100, 50, 10)]).map((frame) => ({ ...frame, time: 0 }));
  const tracks = linkTracks(frames, PICTURE);
  assert.deepEqual(
    regionsByFrame(frames, tracks, PICTURE).map((boxes) => boxes.length > 0),
    frames.map(() => true),
  );
});
