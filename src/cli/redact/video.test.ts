import assert from 'node:assert/strict';
import { copyFile, mkdir, mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import sharp from 'sharp';
import { Detector } from '../../detect/detector.js';
import { BrightRectangles, paintRectangles } from '../../detect/testing/bright-rectangles.js';
import { TracksReader } from '../../formats/tracks-lines.js';
import type { Image } from '../../image/image.js';
import { clips, makeClip, probed, withoutFfmpeg } from '../../video/testing/clips.js';
import { detectPhotos } from '../detect/run.js';
import { catchPrinted } from '../testing/catch-printed.js';
import type { RedactFlags } from './flags.js';
import { redactPhotos } from './run.js';

const root = await mkdtemp(join(tmpdir(), 'farface-redact-video-'));
after(() => Promise.all([rm(root, { recursive: true }), rm(clips, { recursive: true, force: true })]));

/** A film of 12 frames in which a bright face moves to the right. */
let film: string;
before(async () => {
  if (withoutFfmpeg) return;
  const draw = 'drawbox=w=160:h=120:color=black:t=fill,drawbox=x=40:y=30:w=12:h=16:color=white:t=fill,scroll=h=-0.0125';
  film = await makeClip('film.mp4', ['-vf', draw, '-c:v', 'libx264', '-pix_fmt', 'yuv420p', '-c:a', 'aac']);
});

class Counting extends Detector {
  looks = 0;
  constructor(readonly most = Number.POSITIVE_INFINITY) {
    super(new BrightRectangles());
  }
  override detect(...[source, options]: Parameters<Detector['detect']>) {
    if (this.looks >= this.most) return Promise.reject(new Error('the machine was switched off'));
    this.looks += 1;
    return super.detect(source, options);
  }
}

async function redacted(typed: string[], flags: Partial<RedactFlags>, detector: Detector = new Counting()) {
  return catchPrinted(() => redactPhotos(typed, { check: true, shape: 'box', ...flags }, async () => detector));
}

async function pixels(path: string, frame: number): Promise<Image> {
  const { execFileSync } = await import('node:child_process');
  const words = [
    '-v',
    'error',
    '-i',
    path,
    '-vf',
    `select=eq(n\\,${frame})`,
    '-frames:v',
    '1',
    '-f',
    'image2pipe',
    '-c:v',
    'png',
    '-',
  ];
  const { data, info } = await sharp(execFileSync('ffmpeg', words)).raw().toBuffer({ resolveWithObject: true });
  return { width: info.width, height: info.height, data };
}

test('a folder of photos and videos: both are redacted, nothing is left beside', { skip: withoutFfmpeg }, async () => {
  const folder = join(root, 'mixed');
  await mkdir(folder);
  await copyFile(film, join(folder, 'film.mp4'));
  const face = paintRectangles(100, 80, [{ x: 40, y: 30, width: 12, height: 16 }]).data;
  await sharp(face, { raw: { width: 100, height: 80, channels: 3 } })
    .png()
    .toFile(join(folder, 'photo.png'));
  const out = join(root, 'mixed-out');
  const { code, stdout, stderr } = await redacted([folder], { out, json: true });
  assert.equal(code, 0, stderr);
  assert.deepEqual((await readdir(out)).sort(), ['.farface-results.jsonl', 'film.mp4', 'photo.png']);
  const line = JSON.parse(stdout.split('\n').find((text) => text.includes('"video"'))!);
  assert.deepEqual([line.frames, line.tracks, line.masks >= 12, line.width], [12, 1, true, 160]);
  assert.equal(
    (await probed(join(out, 'film.mp4'), 'packet=pts_time')).length,
    (await probed(film, 'packet=pts_time')).length,
  );
  for (const frame of [0, 6, 11]) {
    const [before, after] = [await pixels(film, frame), await pixels(join(out, 'film.mp4'), frame)];
    assert.ok(
      before.data.some((value) => value > 200),
      `a face is in frame ${frame}`,
    );
    assert.ok(
      after.data.every((value) => value < 60),
      `nothing bright is left in frame ${frame}`,
    );
  }
  assert.match(
    (await redacted([folder], { out, quiet: true })).stdout,
    /film\.mp4.*1 face hidden in 12 frames, each checked/,
  );
});

test('what a kill stopped goes on where it was, and nothing stands under the result’s name before', {
  skip: withoutFfmpeg,
}, async () => {
  const out = join(root, 'resumed');
  const stopped = await redacted([film], { out }, new Counting(5));
  assert.equal(stopped.code, 1);
  assert.match(stopped.stderr, /switched off/);
  const left = await readdir(out);
  assert.ok(!left.includes('film.mp4') && left.includes('.film.mp4.detections.jsonl'), String(left));
  assert.equal(left.filter((name) => name.endsWith('.tmp')).length, 0);
  const detector = new Counting();
  assert.equal((await redacted([film], { out }, detector)).code, 0);
  assert.ok(detector.looks <= 12 - 4, `${detector.looks} frames were looked at again`);
  const once = join(root, 'at-once');
  await redacted([film], { out: once });
  assert.deepEqual(await readFile(join(out, 'film.mp4')), await readFile(join(once, 'film.mp4')));
  assert.deepEqual((await readdir(out)).sort(), ['.farface-results.jsonl', 'film.mp4']);
});

test('--resume skips what is done; --every says what it costs; --only and --keep-faces name faces', {
  skip: withoutFfmpeg,
}, async () => {
  const out = join(root, 'record-out');
  const resume = join(root, 'record.jsonl');
  assert.equal((await redacted([film], { out, resume })).code, 0);
  const detector = new Counting();
  const again = await redacted([film], { out, resume }, detector);
  assert.deepEqual([again.code, detector.looks], [0, 0], again.stderr);
  const every = new Counting();
  const some = await redacted([film], { out: join(root, 'every'), every: 4 }, every);
  assert.match(some.stderr, /one frame in 4 was looked at.*0\.12 s/);
  assert.deepEqual([some.code, every.looks], [0, 4]);
  const box = { x: 40, y: 30, width: 12, height: 16 };
  const file = join(root, 'named.jsonl');
  await writeFile(file, `${JSON.stringify({ image: film, width: 160, height: 120, faces: [{ box }] })}\n`);
  const kept = await redacted([film], { out: join(root, 'kept'), keepFaces: file, json: true });
  assert.equal(JSON.parse(kept.stdout).tracks, 0, 'the track that the face is of is revealed as a whole');
  // What detect says of the frames, of which one is left.
  const frames = await catchPrinted(() => detectPhotos([film], { format: 'json' }, async () => new Counting()));
  await writeFile(file, frames.stdout.split('\n')[5]!);
  const fifth = await redacted([film], { out: join(root, 'kept-fifth'), keepFaces: file, json: true });
  assert.equal(JSON.parse(fifth.stdout).tracks, 0, fifth.stderr);
  await writeFile(file, `${JSON.stringify({ image: film, width: 160, height: 120, faces: [{ box }] })}\n`);
  const none = new Counting();
  const only = await redacted([film], { out: join(root, 'only'), only: file, json: true }, none);
  assert.deepEqual([JSON.parse(only.stdout).masks, none.looks], [12, 0]);
});

test('what is meant for photos alone is refused, and nothing is left behind', { skip: withoutFfmpeg }, async () => {
  const out = join(root, 'refused');
  const metadata = await redacted([film], { out, keepMetadata: true });
  assert.match(metadata.stderr, /film\.mp4: is a video, of which --keep-metadata can keep nothing\./);
  assert.equal(metadata.code, 1);
  assert.deepEqual(await readdir(out).catch(() => []), []);
});

test('detect: a line a frame, or a line a face', { skip: withoutFfmpeg }, async () => {
  const found = (flags: object) =>
    catchPrinted(() => detectPhotos([film], { format: 'json', ...flags }, async () => new Counting()));
  const frames = (await found({})).stdout
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line));
  assert.equal(frames.length, 12);
  assert.deepEqual([frames[3].frame, frames[3].time, frames[3].faces.length], [3, 0.12, 1]);
  const reader = new TracksReader('found');
  for (const [index, line] of (await found({ tracks: true })).stdout.trim().split('\n').entries()) {
    reader.add(line, index + 1);
  }
  const { frames: count, tracks } = reader.end();
  assert.equal(count, 12);
  assert.deepEqual(
    tracks.map(({ hidden, boxes }) => [hidden, boxes.length]),
    [[true, 12]],
    'as redact --tracks reads them',
  );
  assert.ok((await stat(film)).isFile());
});
