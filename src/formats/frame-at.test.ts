import assert from 'node:assert/strict';
import { test } from 'node:test';
import { frameAt } from './frame-at.js';
import { TracksReader } from './tracks-lines.js';

const TIMES = [0, 0.04, 0.08, 0.2, 0.24];

test('a time is that of the frame that is nearest', () => {
  assert.deepEqual(
    [0, 0.0399, 0.0401, 0.059, 0.061, 0.13, 0.15, 0.26, -0.01].map((time) => frameAt(time, TIMES, 'a')),
    [0, 1, 1, 1, 2, 2, 3, 4, 0],
  );
  assert.equal(frameAt(0.3, [0], 'a'), 0);
});

test('a time that lies beyond the video is told, and one where no frame is known', () => {
  assert.throws(() => frameAt(0.31, TIMES, 'a.jsonl:2'), {
    message: 'a.jsonl:2: expected a time from 0.000 to 0.240 s, received 0.31.',
  });
  assert.throws(() => frameAt(-1, TIMES, 'a'), /expected a time from/);
  assert.throws(() => frameAt(Number.NaN, TIMES, 'a'), /expected a time from/);
  assert.throws(() => frameAt(0, [], 'a'), /whose frame only the video knows/);
});

const HEAD = '{"video":"a.mp4","width":100,"height":80,"frames":5}';
const box = { x: 1, y: 2, width: 8, height: 9 };
function read(boxes: readonly object[], times?: readonly number[]) {
  const reader = new TracksReader('a.jsonl', times);
  reader.add(HEAD, 1);
  reader.add(JSON.stringify({ track: 1, hidden: true, boxes }), 2);
  return reader.end().tracks[0]!.boxes.map(({ frame }) => frame);
}

test('boxes of a track say a frame or a time, and frames between them are filled', () => {
  assert.deepEqual(
    read(
      [
        { time: 0.04, box },
        { time: 0.21, box },
      ],
      TIMES,
    ),
    [1, 2, 3],
  );
  assert.deepEqual(
    read(
      [
        { frame: 0, box },
        { time: 0.08, box },
      ],
      TIMES,
    ),
    [0, 1, 2],
  );
  assert.throws(() => read([{ frame: 0, time: 0, box }], TIMES), /a\.jsonl:2, boxes\.0: expected a frame.*one of them/);
  assert.throws(() => read([{ box }], TIMES), /boxes\.0: expected a frame/);
  assert.throws(
    () =>
      read(
        [
          { time: 0.04, box },
          { time: 0.041, box },
        ],
        TIMES,
      ),
    /frame 1 comes after 1/,
  );
  assert.throws(() => read([{ time: 0, box }]), /only the video knows/);
});

test('a track that says twice whether it is hidden is refused', () => {
  const reader = new TracksReader('a.jsonl');
  reader.add(HEAD, 1);
  const line = JSON.stringify({ track: 1, hidden: true, boxes: [{ frame: 0, box }] });
  const twice = line.replace('"hidden":true', '"hidden":true,"hidden":false');
  assert.throws(() => reader.add(twice, 2), /a\.jsonl:2: has a key twice/);
  assert.throws(() => reader.add('{', 2), /a\.jsonl:2: is not JSON; expected a line of a file of tracks/);
});
