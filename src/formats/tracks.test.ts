import assert from 'node:assert/strict';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { XMLValidator } from 'fast-xml-parser';
import { createRandom, uniform } from '../random/random.js';
import type { Track, TrackBox } from '../tracks/track.js';
import { readTracks, trackEnding, tracksFile } from './tracks-file.js';
import { checkTracks, type VideoTracks } from './video-tracks.js';

const folder = await mkdtemp(join(tmpdir(), 'farface-tracks-'));
after(() => rm(folder, { recursive: true }));

const video = { video: 'street.mp4', width: 640, height: 360, frames: 100 };
const random = createRandom(4);

const track = (id: number, first: number, count: number, hidden = true): Track => {
  const [x, y, side, speed] = [
    uniform(random, 0, 300),
    uniform(random, 0, 300),
    uniform(random, 4, 40),
    uniform(random, -3, 3),
  ];
  const boxes = Array.from(
    { length: count },
    (_, index): TrackBox => ({
      frame: first + index,
      box: {
        x: Math.round(100 * (x + speed * index + 2 * Math.sin(index))) / 100,
        y: Math.round(y),
        width: Math.round(side),
        height: Math.round(side + 1),
      },
      ...(index % 3 === 0 ? { score: 0.5, origin: 'detected' } : { origin: 'between' }),
    }),
  );
  return { id, hidden, confidence: 0.75, boxes };
};
const whole: VideoTracks = { ...video, tracks: [track(1, 0, 100), track(2, 10, 1), track(5, 97, 3, false)] };

async function written(name: string, text: string | VideoTracks): Promise<string> {
  const path = join(folder, name);
  await writeFile(path, typeof text === 'string' ? text : [...tracksFile(trackEnding(name), text)].join(''));
  return path;
}

test('farface’s lines come back as they were', async () => {
  assert.deepEqual(await readTracks(await written('a.jsonl', whole), video), whole);
});

test('CVAT’s XML comes back within half a pixel, from few keyframes, and ends where tracks end', async () => {
  const path = await written('a.xml', whole);
  const xml = [...tracksFile('.xml', whole)].join('');
  assert.equal(XMLValidator.validate(xml), true);
  const read = await readTracks(path, video);
  assert.deepEqual([read.width, read.height, read.frames], [640, 360, 100]);
  assert.equal(read.tracks.length, 3);
  for (const [index, { id, hidden, confidence, boxes }] of read.tracks.entries()) {
    const own = whole.tracks[index]!;
    assert.deepEqual([id, hidden, confidence, boxes.length], [own.id, own.hidden, own.confidence, own.boxes.length]);
    for (const [at, { frame, box }] of boxes.entries()) {
      const { box: was } = own.boxes[at]!;
      assert.equal(frame, own.boxes[at]!.frame);
      const strays = [
        box.x - was.x,
        box.y - was.y,
        box.x + box.width - was.x - was.width,
        box.y + box.height - was.y - was.height,
      ];
      for (const stray of strays) assert.ok(Math.abs(stray) <= 0.51, `frame ${frame}: ${stray}`);
    }
  }
  // Not at the video's end, where there is no frame to say so in.
  assert.deepEqual(
    [...xml.matchAll(/frame="(\d+)" outside="1"/g)].map(([, frame]) => frame),
    ['11'],
  );
  assert.ok([...xml.matchAll(/outside="0"/g)].length < 80, 'keyframes');
});

test('XML as CVAT itself writes it: frames between keyframes, other labels, a track that leaves and comes back', async () => {
  const box = (frame: number, x: number, keyframe: number, outside = 0) =>
    `<box frame="${frame}" keyframe="${keyframe}" outside="${outside}" occluded="0" xtl="${x}.00" ytl="10.50" xbr="${x + 10}.00" ybr="20.50" z_order="0"></box>`;
  const path = await written(
    'cvat.xml',
    `<?xml version="1.0" encoding="utf-8"?>
<annotations><version>1.1</version><meta><job><id>7</id><size>100</size><mode>interpolation</mode>
<original_size><width>640</width><height>360</height></original_size></job><dumped>2026-01-01</dumped></meta>
<track id="0" label="plate" source="manual">${box(3, 10, 1)}${box(4, 99, 0)}${box(5, 30, 1)}${box(6, 30, 1, 1)}${box(9, 50, 1)}</track></annotations>`,
  );
  const { tracks } = await readTracks(path, video);
  assert.deepEqual(
    tracks[0]!.boxes.map(({ frame, box: { x }, origin }) => [frame, x, origin]),
    [
      [3, 10, 'edited'],
      [4, 20, 'between'],
      [5, 30, 'edited'],
      [9, 50, 'edited'],
    ],
  );
  const split = { ...video, tracks };
  assert.deepEqual(
    (await readTracks(await written('split.xml', split), video)).tracks[0]!.boxes.map(({ frame }) => frame),
    [3, 4, 5, 9],
  );
});

test('MOT text counts from 1, has hidden tracks only, and comes back', async () => {
  const small = {
    ...video,
    tracks: [
      {
        ...track(3, 0, 2),
        boxes: [{ frame: 0, box: { x: 0, y: 9.5, width: 4, height: 5 }, score: 0.25, origin: 'detected' as const }],
      },
      track(4, 0, 3, false),
    ],
  };
  assert.equal([...tracksFile('.txt', small)].join(''), '1,3,1,10.5,4,5,0.25,-1,-1,-1\n');
  const { tracks } = await readTracks(await written('a.txt', whole), video);
  assert.deepEqual(
    tracks.map(({ id, boxes }) => [id, boxes.length]),
    [
      [1, 100],
      [2, 1],
    ],
  );
  for (const [index, { frame, box }] of tracks[0]!.boxes.entries()) {
    const own = whole.tracks[0]!.boxes[index]!;
    assert.equal(frame, own.frame);
    for (const key of ['x', 'y', 'width', 'height'] as const) assert.ok(Math.abs(box[key] - own.box[key]) < 1e-6);
  }
  // Ground truth has a class and a visibility, in any order; a frame without a line is filled.
  const truth = await readTracks(await written('gt.txt', '5,1,11,11,10,10,1,1,1.0\n3,1,1,1,10,10,1,1,0.5\n'), video);
  assert.deepEqual(
    truth.tracks[0]!.boxes.map(({ frame, box: { x } }) => [frame, x]),
    [
      [2, 0],
      [3, 5],
      [4, 10],
    ],
  );
});

test('a track in lines may have keys alone: the frames between them are filled', async () => {
  const box = (x: number) => ({ x, y: 0, width: 4, height: 4 });
  const lines = [
    JSON.stringify(video),
    JSON.stringify({
      track: 1,
      hidden: true,
      boxes: [
        { frame: 2, box: box(0) },
        { frame: 4, box: box(8) },
      ],
    }),
  ];
  const { tracks } = await readTracks(await written('keys.jsonl', lines.join('\n')), video);
  assert.deepEqual(tracks, [
    {
      id: 1,
      hidden: true,
      confidence: 1,
      boxes: [
        { frame: 2, box: box(0), origin: 'edited' },
        { frame: 3, box: box(4), origin: 'between' },
        { frame: 4, box: box(8), origin: 'edited' },
      ],
    },
  ]);
});

test('what is wrong is named with its place', async () => {
  const head = JSON.stringify(video);
  const line = (of: object) =>
    `${head}\n${JSON.stringify({ track: 1, hidden: true, boxes: [{ frame: 0, box: { x: 0, y: 0, width: 1, height: 1 } }], ...of })}`;
  const cases: [string, string, RegExp][] = [
    ['empty.jsonl', '', /empty\.jsonl: is empty; expected/],
    ['text.jsonl', 'x', /text\.jsonl:1: is not JSON/],
    ['head.jsonl', '{"video":"a.mp4"}', /head\.jsonl:1, width: expected a whole number/],
    ['key.jsonl', line({ hiden: true }), /key\.jsonl:2, hiden: no such option/],
    ['hidden.jsonl', line({ hidden: 'yes' }), /hidden\.jsonl:2, hidden: expected true or false, received "yes"/],
    ['none.jsonl', line({ boxes: [] }), /none\.jsonl:2, boxes: expected one box or more/],
    [
      'order.jsonl',
      line({
        boxes: [
          { frame: 3, box: { x: 0, y: 0, width: 1, height: 1 } },
          { frame: 3, box: { x: 0, y: 0, width: 1, height: 1 } },
        ],
      }),
      /order\.jsonl:2: frame 3 comes after 3/,
    ],
    [
      'twice.jsonl',
      `${line({})}\n${line({}).split('\n')[1]}`,
      /twice\.jsonl:3: track 1 is at .*twice\.jsonl:2 already/,
    ],
    ['short.txt', '1,2,3\n', /short\.txt:1: expected 6 to 10 numbers/],
    ['frame.txt', '0,1,1,1,1,1,1\n', /frame\.txt:1: expected a frame that counts from 1, received 0/],
    ['same.txt', '1,1,1,1,1,1,1\n1,1,1,1,1,1,1\n', /same\.txt, track 1: frame 0 comes after 0/],
    ['broken.xml', '<annotations>', /broken\.xml:1: is not XML/],
    ['other.xml', '<annotation/>', /other\.xml, annotations: expected <annotations>/],
    [
      'far.xml',
      '<annotations><track id="0"><box frame="99999999999" xtl="0" ytl="0" xbr="1" ybr="1"/></track></annotations>',
      /expected the number of a frame/,
    ],
    [
      'mixed.xml',
      `<annotations><track id="0">${[0, 1].map((frame) => `<box frame="${frame}" xtl="0" ytl="0" xbr="1" ybr="1"><attribute name="hidden">${frame === 0}</attribute></box>`).join('')}</track></annotations>`,
      /track 0: is hidden in some frames and not in others/,
    ],
  ];
  for (const [name, text, expected] of cases) {
    await assert.rejects(
      written(name, text).then((path) => readTracks(path, video)),
      (error: Error) => {
        assert.equal(error.name, 'InputError', `${name}: ${error.stack}`);
        assert.match(error.message, expected);
        return true;
      },
    );
  }
  await assert.rejects(readTracks('tracks.csv', video), /tracks\.csv: expected a file of tracks: \.jsonl/);
});

test('tracks of another video are refused', () => {
  const check = (of: object) => () => checkTracks(whole, { ...video, ...of }, 'b.mp4', 'a.jsonl');
  check({})();
  assert.throws(check({ width: 320 }), /b\.mp4: is 320 × 360 pixels, but a\.jsonl says 640 × 360/);
  assert.throws(check({ frames: 99 }), /b\.mp4: has 99 frames, but a\.jsonl says 100/);
  const late = { ...whole, tracks: [track(1, 100, 1)] };
  assert.throws(
    () => checkTracks(late, video, 'b.mp4', 'a.jsonl'),
    /a\.jsonl, track 1: has a box in frame 100, but the last frame is 99/,
  );
});
