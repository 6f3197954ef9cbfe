import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { createDetector } from '../../detect/detector.js';
import { TracksReader } from '../../formats/tracks-lines.js';
import { clips, makeClip, withoutFfmpeg } from '../../video/testing/clips.js';
import { catchPrinted } from '../testing/catch-printed.js';
import { redactPhotos } from './run.js';

const FOUND = { box: { x: 40, y: 30, width: 16, height: 16 }, score: 0.9 };
const UNSURE = { box: { x: 100, y: 80, width: 12, height: 12 }, score: 0.01 };

after(() => rm(clips, { recursive: true }));

/** Finds what does not move, in every frame. */
async function load() {
  const detector = await createDetector();
  detector.detect = async () => ({ faces: [FOUND, UNSURE], width: 160, height: 120 });
  return detector;
}

test('the page of a video’s tracks, and what a person makes of them', { skip: withoutFfmpeg }, async () => {
  const clip = await makeClip('tracks.mp4', ['-c:v', 'libx264', '-pix_fmt', 'yuv420p']);
  const flags = { check: true, overwrite: true, codec: 'ffmpeg', quiet: true } as const;
  const run = (more: object) => catchPrinted(() => redactPhotos([clip], { ...flags, ...more }, load));
  const first = await run({ review: join(clips, 'review') });
  assert.equal(first.code, 0, first.stderr);
  const page = await readFile(join(clips, 'review', 'tracks.redacted.mp4.html'), 'utf8');
  const rows = [...page.matchAll(/data-track="(\d+)" data-unsure="(\w+)"/g)].map(([, , unsure]) => unsure);
  assert.deepEqual(rows, ['yes', 'no']);
  assert.equal([...page.matchAll(/src="data:image\/jpeg;base64,\/9j/g)].length, 2);

  const lines: string[] = JSON.parse(/id="data"[^>]*>([^<]*)<\/script>/.exec(page)![1]!);
  const reader = new TracksReader('page');
  for (const [index, line] of lines.entries()) reader.add(line, index + 1);
  const { tracks } = reader.end();
  assert.deepEqual(
    tracks.map(({ hidden, boxes }) => [hidden, boxes.length]),
    [
      [true, 12],
      [false, 12],
    ],
  );

  // The sure one is revealed, the unsure one hidden.
  const edited = join(clips, 'edited.jsonl');
  await writeFile(
    edited,
    lines.map((line) => line.replace(/"hidden":(true|false)/, (_, was) => `"hidden":${was === 'false'}`)).join('\n'),
  );
  const second = await run({ tracks: edited });
  assert.equal(second.code, 0, second.stderr);
  const words = ['-v', 'error', '-i', join(clips, 'tracks.redacted.mp4'), '-pix_fmt', 'gray', '-f', 'rawvideo', '-'];
  const grey = execFileSync('ffmpeg', words, { maxBuffer: 2 ** 24 });
  assert.equal(grey.length, 12 * 160 * 120);
  for (let frame = 0; frame < 12; frame++) {
    const square = (x: number, y: number) =>
      [0, 3, 6].map((step) => grey[frame * 160 * 120 + (y + step) * 160 + x + step]!);
    assert.ok(Math.max(...square(102, 82)) < 12, `hidden in frame ${frame}`);
    assert.ok(Math.max(...square(42, 32)) > 40, `revealed in frame ${frame}`);
  }

  // By times, from the fifth frame to the eighth: of 25 a second.
  const byTime = { track: 1, hidden: true, boxes: [0.161, 0.28].map((time) => ({ time, box: UNSURE.box })) };
  await writeFile(edited, `${lines[0]}\n${JSON.stringify(byTime)}\n`);
  const timed = await run({ tracks: edited });
  assert.equal(timed.code, 0, timed.stderr);
  const seen = execFileSync('ffmpeg', words, { maxBuffer: 2 ** 24 });
  const dark = Array.from({ length: 12 }, (_, frame) => seen[frame * 160 * 120 + 85 * 160 + 105]! < 12);
  assert.deepEqual(
    dark,
    dark.map((_, frame) => frame >= 4 && frame <= 7),
  );

  const other = lines.map((line) => line.replace('"frames":12', '"frames":13')).join('\n');
  await writeFile(edited, other);
  const third = await run({ tracks: edited });
  assert.equal(third.code, 1);
  assert.match(third.stderr, /has 12 frames, but .*edited\.jsonl says 13: its tracks are those of another video/);
});
