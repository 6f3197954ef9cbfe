import assert from 'node:assert/strict';
import { rm } from 'node:fs/promises';
import { after, before, test } from 'node:test';
import { BufferSource, FilePathSource } from 'mediabunny';
import type { Box } from '../geometry/box.js';
import { videoCodecs } from '../platform/node/video/index.js';
import type { VideoCodecs, VideoFrame } from '../platform/video-port.js';
import { VerificationError } from '../redact/check-redaction.js';
import { checkVideo } from './check-video.js';
import { openVideo } from './open-video.js';
import { redactVideo } from './redact-video.js';
import { clips, makeClip, withoutFfmpeg } from './testing/clips.js';

const FACE = { x: 40, y: 30, width: 40, height: 40 };
const H264 = ['-c:v', 'libx264', '-preset', 'ultrafast', '-pix_fmt', 'yuv420p', '-c:a', 'aac'];

let both: VideoCodecs[] = [];
before(async () => {
  if (!withoutFfmpeg) both = await Promise.all([videoCodecs('node-av'), videoCodecs('ffmpeg')]);
});
after(() => rm(clips, { recursive: true, force: true }));

/** Redacts a film by codecs that do what they like with painted frames; `undefined` leaves one out. */
async function redacted(
  path: string,
  codecs: VideoCodecs,
  { change = (frame) => frame, hiding = 'solid' }: Changed = {},
) {
  const changing: VideoCodecs = {
    ...codecs,
    encode: (settings, frames, name) => codecs.encode(settings, changed(frames, change), name),
  };
  const video = await openVideo(new FilePathSource(path), 'film');
  let bytes = new Uint8Array();
  const write = async (data: Uint8Array, position: number) => {
    if (position + data.length > bytes.length) {
      const longer = new Uint8Array(position + data.length);
      longer.set(bytes);
      bytes = longer;
    }
    bytes.set(data, position);
  };
  try {
    const { coded } = await redactVideo(video, changing, { write }, { regions: () => [FACE], with: hiding });
    return { video, coded, bytes };
  } catch (error) {
    video.close();
    throw error;
  }
}

interface Changed {
  readonly change?: (frame: VideoFrame, number: number) => VideoFrame | undefined;
  readonly hiding?: 'solid' | 'mosaic' | 'blur';
}

async function* changed(frames: AsyncIterable<VideoFrame>, change: NonNullable<Changed['change']>) {
  let number = 0;
  for await (const frame of frames) {
    const left = change(frame, number++);
    if (left) yield left;
    else frame.close();
  }
}

/** Makes a part of a frame as different as all of it can be. */
function spoil(frame: VideoFrame, { x, y, width, height }: Box): VideoFrame {
  const { data, stride } = frame.planes[0]!;
  for (let row = y; row < y + height; row++)
    for (let at = row * stride + x; at < row * stride + x + width; at++) data[at] = (data[at]! + 128) % 256;
  return frame;
}

test('a coded frame that does not show what was painted: nothing is kept', { skip: withoutFfmpeg }, async () => {
  const film = await makeClip('checked.mp4', H264);
  for (const codecs of both) {
    const refused = async (how: Changed, said: RegExp) =>
      await assert.rejects(redacted(film, codecs, how), (error: Error) => {
        assert.ok(error instanceof VerificationError, `${codecs.name}: ${error.stack}`);
        assert.match(error.message, /^film: the redacted video .*\.$/, codecs.name);
        assert.match(error.message, said, codecs.name);
        return true;
      });
    for (const hiding of ['solid', 'mosaic', 'blur'] as const) {
      const bared: Changed['change'] = (frame, number) =>
        number === 5 ? spoil(frame, { x: 45, y: 44, width: 30, height: 12 }) : frame;
      await refused({ change: bared, hiding }, /does not hide what is at 34,24 in frame 5/);
    }
    const other: Changed['change'] = (frame, number) =>
      number === 7 ? spoil(frame, { x: 0, y: 80, width: 160, height: 40 }) : frame;
    await refused({ change: other }, /is not the picture that was looked at in frame 7/);
    await refused({ change: (frame, number) => (number === 11 ? undefined : frame) }, /has fewer frames/);
    await refused({ change: (frame, number) => (number === 3 ? undefined : frame) }, /shows frame 3 at 0\.16/);
  }
});

test('a file that does not hold what was coded and looked at: told, whatever it is', {
  skip: withoutFfmpeg,
}, async () => {
  const film = await makeClip('written.mp4', H264);
  const longer = await makeClip('longer.mp4', [...H264, '-vf', 'negate']);
  for (const codecs of both) {
    const { video, coded, bytes } = await redacted(film, codecs);
    const other = await redacted(longer, codecs);
    const check = async (file: Uint8Array) => {
      const written = await openVideo(new BufferSource(file), 'film: the result');
      try {
        await checkVideo(video, written, coded);
      } finally {
        written.close();
      }
    };
    try {
      await check(bytes);
      await assert.rejects(check(other.bytes), /film: the redacted video (is not what was coded|says otherwise)/);
      let told = 0;
      for (let at = 600; at < bytes.length - 400; at += 997) {
        const broken = Uint8Array.from(bytes);
        broken[at]! ^= 1;
        await check(broken).then(
          () => {},
          (error: Error) => {
            assert.match(error.message, /^film: /, `${at}`);
            told += /is not what was coded|has other sound/.test(error.message) ? 1 : 0;
          },
        );
      }
      assert.ok(told > 5, `${codecs.name}: ${told}`);
    } finally {
      video.close();
      other.video.close();
    }
  }
});
