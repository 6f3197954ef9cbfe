import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createRandom, normal, uniform } from '../random/random.js';
import { linkTracks } from './link-tracks.js';
import { face, PICTURE, RATE, video } from './testing/videos.js';
import type { FrameFaces, Track } from './track.js';

const rounded = (value: number) => Math.round(1e9 * value) / 1e9;
const origins = ({ boxes }: Track) => boxes.map(({ frame, origin }) => `${frame} ${origin}`);
const middle = (track: Track, frame: number) => {
  const { box } = track.boxes.find((one) => one.frame === frame)!;
  return [box.x + box.width / 2, box.y + box.height / 2] as const;
};

test('a face that moves on unseen is filled in between, and goes on before and after', () => {
  const frames = video(30, (index) => (index < 10 || index > 20 || index === 14 ? [] : [face(100 + index, 50, 10)]));
  const tracks = linkTracks(frames, PICTURE);
  assert.equal(tracks.length, 1);
  const [track] = tracks as [Track];
  const expected = [
    ...[5, 6, 7, 8, 9].map((frame) => `${frame} before`),
    ...[10, 11, 12, 13].map((frame) => `${frame} detected`),
    '14 between',
    ...[15, 16, 17, 18, 19, 20].map((frame) => `${frame} detected`),
    ...[21, 22, 23, 24, 25].map((frame) => `${frame} after`),
  ];
  assert.deepEqual(origins(track), expected);
  // At a constant velocity what is expected is where the face is.
  for (const frame of [5, 14, 25]) {
    const [x, y] = middle(track, frame);
    assert.ok(Math.abs(x - (105 + frame)) < 2 && Math.abs(y - 55) < 1e-6, `${frame}: ${x}`);
  }
  assert.deepEqual([track.id, track.hidden, track.confidence], [1, true, 1]);
});

test('two faces that pass each other keep their tracks', () => {
  const frames = video(41, (index) => [face(100 + 4 * index, 50, 12), face(260 - 4 * index, 53, 12)]);
  const tracks = linkTracks(frames, PICTURE);
  assert.equal(tracks.length, 2);
  for (const track of tracks) {
    const [[from], [to]] = [middle(track, 0), middle(track, 40)];
    assert.ok(Math.abs(to - from) > 150, `${from} to ${to}`);
  }
});

test('unsure faces go on with a track and begin it; alone they stay bare', () => {
  const scores = [0.12, 0.15, 0.6, 0.1, 0.5, 0.11];
  const frames = video(6, (index) => [face(100, 50, 48, scores[index]), face(400, 200, 48, index === 3 ? 0.1 : 0.08)]);
  const [first, second, ...others] = linkTracks(frames, PICTURE, { threshold: 0.35 });
  assert.deepEqual(others, []);
  assert.deepEqual(
    [first!.boxes[0]!.frame, first!.boxes.length, first!.hidden, rounded(first!.confidence)],
    [0, 6, true, rounded((1.75 * 1.25) / 3)],
  );
  assert.deepEqual(
    [second!.boxes.length, second!.hidden, rounded(second!.confidence)],
    [6, false, 0.2],
    'five times 0.5 in half a second',
  );
});

test('a face that is hardly sure, but lasts, is hidden; one that comes and goes is not, nor for frames not looked at', () => {
  const hiddenOf = (seen: (index: number) => boolean, every = 1) => {
    const frames = video(50, (index) => (index % every === 0 && seen(index) ? [face(100, 50, 48, 0.09)] : [])).map(
      (frame, index) => (index % every === 0 ? frame : { ...frame, skipped: true }),
    );
    return linkTracks(frames, PICTURE).some(({ hidden }) => hidden);
  };
  assert.equal(
    hiddenOf((index) => index >= 10 && index < 30),
    true,
  );
  assert.equal(
    hiddenOf((index) => index >= 10 && index < 30 && index % 6 !== 0),
    true,
    'missed now and then',
  );
  assert.equal(
    hiddenOf((index) => index >= 10 && index < 16),
    false,
    'a quarter of a second',
  );
  assert.equal(
    hiddenOf((index) => index % 2 === 0),
    false,
    'in every second frame',
  );
  assert.equal(
    hiddenOf(() => true, 5),
    true,
    'looked at in every fifth frame, and found in each',
  );
});

test('the smaller a face, the less sure a detector need be of it', () => {
  const confidenceOf = (side: number, score: number) => {
    const frames = video(26, (index) => (index >= 10 && index < 13 ? [face(100, 50, side, score)] : []));
    const [{ confidence, hidden }, ...others] = linkTracks(frames, PICTURE) as [Track, ...Track[]];
    assert.deepEqual([others, hidden], [[], confidence >= 0.35]);
    return rounded(confidence);
  };
  assert.deepEqual(
    [96, 48, 24, 12].map((side) => confidenceOf(side, 0.1)),
    [0.175, 0.175, 0.35, 0.7],
  );
});

test('a cut ends tracks, however alike the scenes', () => {
  const frames = video(20, () => [face(100, 50, 10)]).map((frame, index) =>
    index === 8 ? { ...frame, cut: true } : frame,
  );
  const tracks = linkTracks(frames, PICTURE);
  assert.deepEqual(
    tracks.map(({ boxes }) => [boxes[0]!.frame, boxes.at(-1)!.frame]),
    [
      [0, 7],
      [8, 19],
    ],
  );
});

test('a camera that turns, zooms and shakes moves no face away from its track', () => {
  const random = createRandom(5);
  let view = { a: 1, b: 0, x: 0, y: 0 };
  const frames = video(40, () => []).map((frame, index): FrameFaces => {
    // Jumps of 30 pixels: five sizes of the face.
    const motion = { a: 1.01, b: 0.004, x: 30 * (random() - 0.5), y: 60 * (random() - 0.5) };
    if (index > 0) {
      const { a, b, x, y } = view;
      view = {
        a: motion.a * a - motion.b * b,
        b: motion.b * a + motion.a * b,
        x: motion.a * x - motion.b * y + motion.x,
        y: motion.b * x + motion.a * y + motion.y,
      };
    }
    const seen = [0, 1, 2].map((number) => {
      const [px, py] = [200 + 40 * number, 150];
      const side = 8 * Math.hypot(view.a, view.b);
      return face(view.a * px - view.b * py + view.x - side / 2, view.b * px + view.a * py + view.y - side / 2, side);
    });
    return { ...frame, motion, faces: index % 4 === 1 ? [] : seen };
  });
  const tracks = linkTracks(frames, { width: 4000, height: 4000 });
  assert.equal(tracks.length, 3);
  for (const { boxes } of tracks) assert.equal(boxes.length, 40);
});

test('a tenth of the frames looked at: those between are filled', () => {
  const frames = video(51, (index) =>
    index % 5 === 0 ? [face(100 + index, 50, 10), face(300 - index, 90, 10)] : [],
  ).map((frame, index) => ({ ...frame, skipped: index % 5 !== 0 }));
  const tracks = linkTracks(frames, PICTURE);
  assert.deepEqual(
    tracks.map(({ boxes }) => boxes.length),
    [51, 51],
  );
});

test('whatever a detector misses, a track has a box in each frame, in no order of faces but one result', () => {
  for (let seed = 0; seed < 20; seed++) {
    const random = createRandom(11, seed);
    const people = Array.from({ length: 12 }, () => ({
      ...{ x: uniform(random, 0, 600), y: uniform(random, 0, 340), side: uniform(random, 4, 30) },
      ...{ vx: 20 * normal(random), vy: 5 * normal(random) },
    }));
    const frames = video(60, (index) =>
      people
        .filter(() => random() > 0.3)
        .map(({ x, y, side, vx, vy }) => {
          const noise = () => 0.08 * side * normal(random);
          const time = index / RATE;
          return face(x + vx * time + noise(), y + vy * time + noise(), side, uniform(random, 0.1, 0.9));
        }),
    ).map((frame, index) => (index === 30 ? { ...frame, cut: true } : frame));
    const tracks = linkTracks(frames, PICTURE);
    for (const { boxes, confidence, hidden } of tracks) {
      const first = boxes[0]!.frame;
      assert.deepEqual(
        boxes.map(({ frame }) => frame),
        boxes.map((_, index) => first + index),
      );
      assert.ok(first >= 30 || boxes.at(-1)!.frame < 30, 'crosses the cut');
      assert.equal(hidden, confidence >= 0.35);
    }
    // Every detection is of one track.
    const detected = tracks.flatMap(({ boxes }) => boxes.filter(({ origin }) => origin === 'detected'));
    assert.equal(detected.length, frames.flatMap(({ faces }) => faces).length);
    const shuffled = frames.map((frame) => ({ ...frame, faces: [...frame.faces].reverse() }));
    assert.deepEqual(linkTracks(shuffled, PICTURE), tracks);
  }
});

test('nothing, empty boxes, equal times', () => {
  assert.deepEqual(linkTracks([], PICTURE), []);
  assert.deepEqual(
    linkTracks(
      video(3, () => []),
      PICTURE,
    ),
    [],
  );
  const still = video(5, () => [face(10, 10, 0)]).map((frame) => ({ ...frame, time: 1 }));
  for (const { boxes } of linkTracks(still, PICTURE)) {
    for (const { box } of boxes) assert.ok(Object.values(box).every(Number.isFinite));
  }
});

test('options out of their range are told by name', () => {
  assert.throws(
    () => linkTracks([], PICTURE, { gap: -1 }),
    /^InputError: gap: expected a number from 0 to 60 seconds, received -1$/,
  );
});
