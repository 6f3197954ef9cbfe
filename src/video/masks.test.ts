import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { rm } from 'node:fs/promises';
import { after, before, test } from 'node:test';
import { FilePathSource } from 'mediabunny';
import { videoCodecs } from '../platform/node/video/index.js';
import type { VideoCodecs, VideoFrame } from '../platform/video-port.js';
import { openVideo } from './open-video.js';
import { paintedFrames, paintSettings } from './redact-video.js';
import { clips, makeClip, probed, withoutFfmpeg } from './testing/clips.js';
import { redactedFile } from './testing/whole.js';

let nodeAv: VideoCodecs;
let ffmpeg: VideoCodecs;
before(async () => {
  if (!withoutFfmpeg) [nodeAv, ffmpeg] = await Promise.all([videoCodecs('node-av'), videoCodecs('ffmpeg')]);
});
after(() => rm(clips, { recursive: true, force: true }));

/** One that moves, and one that reaches beyond the picture. */
const regions = (frame: number) => [
  { x: 20 + 5 * frame, y: 30, width: 17, height: 21 },
  { x: -4, y: 100, width: 30, height: 30 },
];

/** The rows of all planes, as far as they are seen. */
function samplesOf({ planes, width, height, format }: VideoFrame): number[][] {
  const down = format.startsWith('I420') ? 2 : 1;
  return planes.map(({ data, stride }, index) => {
    const [columns, rows] = index === 0 ? [width, height] : [Math.ceil(width / 2), Math.ceil(height / down)];
    return Array.from({ length: rows }, (_, y) => [...data.subarray(y * stride, y * stride + columns)]).flat();
  });
}

async function painted(path: string, codecs: VideoCodecs, hiding: 'solid' | 'mosaic' | 'blur'): Promise<number[][][]> {
  const video = await openVideo(new FilePathSource(path), path);
  const frames: number[][][] = [];
  try {
    for await (const frame of paintedFrames(video, codecs, regions, paintSettings({ with: hiding }))) {
      frames.push(samplesOf(frame));
      frame.close();
    }
  } finally {
    video.close();
  }
  return frames;
}

test('both codecs of Node give the same painted planes, sample by sample', { skip: withoutFfmpeg }, async () => {
  const films = {
    'plain.mp4': ['-c:v', 'libx264', '-bf', '2', '-pix_fmt', 'yuv420p'],
    'ten-bit.mp4': ['-c:v', 'libx264', '-pix_fmt', 'yuv420p10le'],
    'vp9.webm': ['-c:v', 'libvpx-vp9', '-cpu-used', '8', '-pix_fmt', 'yuv420p', '-c:a', 'libopus'],
  };
  for (const [name, words] of Object.entries(films)) {
    const film = await makeClip(`same-${name}`, words);
    for (const hiding of ['solid', 'mosaic', 'blur'] as const) {
      const [one, other] = [await painted(film, nodeAv, hiding), await painted(film, ffmpeg, hiding)];
      assert.equal(one.length, 12);
      assert.deepEqual(one, other, `${name} ${hiding}`);
    }
  }
});

test('a film that is held upright: it stays turned, and masks are where its viewers see the faces', {
  skip: withoutFfmpeg,
}, async () => {
  const lying = await makeClip('lying.mp4', [
    '-c:v',
    'libx264',
    '-pix_fmt',
    'yuv420p',
    '-vf',
    'lutyuv=y=200',
    '-c:a',
    'aac',
  ]);
  for (const turn of [90, 180, 270]) {
    const film = lying.replace('lying', `turned-${turn}`);
    const words = ['-v', 'error', '-y', '-i', lying, '-c', 'copy', '-metadata:s:v', `rotate=${turn}`, film];
    execFileSync('ffmpeg', words);
    const box = { x: 30, y: 20, width: 20, height: 30 };
    for (const codecs of [nodeAv, ffmpeg]) {
      const result = await redactedFile(film, codecs, () => [box], { shape: 'box', scale: 1 });
      const sides = 'stream_side_data=rotation';
      assert.deepEqual(await probed(result, sides), await probed(film, sides));
      // ffmpeg turns it as players do.
      const [width, height] = turn === 180 ? [160, 120] : [120, 160];
      const decoding = ['-v', 'error', '-i', result, '-pix_fmt', 'gray', '-f', 'rawvideo', '-'];
      const grey = execFileSync('ffmpeg', decoding, { maxBuffer: 2 ** 24 });
      assert.equal(grey.length, 12 * width * height);
      for (let at = 0; at < grey.length; at++) {
        const [x, y] = [at % width, Math.floor(at / width) % height];
        const inside = x > 30 && x < 49 && y > 20 && y < 49;
        const outside = x < 26 || x > 53 || y < 16 || y > 53;
        if (inside) assert.ok(grey[at]! < 40, `${turn} ${x},${y}: ${grey[at]}`);
        if (outside) assert.ok(grey[at]! > 150, `${turn} ${x},${y}: ${grey[at]}`);
      }
    }
  }
});
