import assert from 'node:assert/strict';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { readTracks } from '../../formats/tracks-file.js';
import { catchPrinted } from '../testing/catch-printed.js';
import { convertTracks } from './tracks.js';

const folder = await mkdtemp(join(tmpdir(), 'farface-convert-tracks-'));
after(() => rm(folder, { recursive: true }));

const VIDEO = { video: 'clip.mp4', width: 100, height: 80, frames: 4 };
const box = (x: number) => ({ x, y: 20, width: 8, height: 10 });
const TRACKS = [
  { track: 1, hidden: true, confidence: 0.9, boxes: [0, 1, 2].map((frame) => ({ frame, box: box(10 + 2 * frame) })) },
  { track: 2, hidden: false, confidence: 0.5, boxes: [{ frame: 3, box: box(50) }] },
];
const LINES = join(folder, 'tracks.jsonl');
await writeFile(LINES, [VIDEO, ...TRACKS].map((line) => JSON.stringify(line)).join('\n'));

test('tracks go out as CVAT’s XML and MOT text, and come back as they were', async () => {
  for (const ending of ['xml', 'txt', 'jsonl']) {
    const out = join(folder, `out.${ending}`);
    const { code, stderr } = await catchPrinted(() => convertTracks(LINES, out));
    assert.deepEqual([code, stderr], [0, `2 tracks of clip.mp4 written to ${out}\n`]);
    const { tracks } = await readTracks(out, VIDEO);
    // MOT text has no word for a track that is revealed.
    const wanted = TRACKS.filter(({ hidden }) => hidden || ending !== 'txt');
    assert.deepEqual(
      tracks.map(({ id, boxes }) => [id, boxes.map(({ frame, box }) => [frame, box])]),
      wanted.map(({ track, boxes }) => [track, boxes.map(({ frame, box }) => [frame, box])]),
      ending,
    );
    assert.deepEqual(
      tracks.map(({ hidden }) => hidden),
      wanted.map(({ hidden }) => hidden),
      ending,
    );
  }
  const cvat = await readFile(join(folder, 'out.xml'), 'utf8');
  assert.match(cvat, /<original_size>\s*<width>100<\/width>/);
});

test('what is no file of tracks is refused by name', async () => {
  await assert.rejects(convertTracks(LINES, join(folder, 'out.csv')), /out\.csv: expected a file of tracks/);
  await assert.rejects(
    convertTracks(join(folder, 'out.txt'), LINES),
    /out\.txt: expected lines of tracks \(\.jsonl\), as farface detect --tracks prints them/,
  );
  const faces = join(folder, 'faces.jsonl');
  await writeFile(faces, '{"image":"a.jpg","width":1,"height":1,"faces":[]}');
  await assert.rejects(convertTracks(faces, join(folder, 'no.xml')), /faces\.jsonl:1/);
});
