import assert from 'node:assert/strict';
import { readFile, rm, writeFile } from 'node:fs/promises';
import { after, before, test } from 'node:test';
import { FilePathSource } from 'mediabunny';
import { InputError } from '../errors/errors.js';
import { videoCodecs } from '../platform/node/video/index.js';
import { openVideo } from './open-video.js';
import { clips, makeClip, withoutFfmpeg } from './testing/clips.js';
import { redactedFile } from './testing/whole.js';

const H264 = ['-c:v', 'libx264', '-preset', 'ultrafast', '-pix_fmt', 'yuv420p', '-c:a', 'aac'];
let whole: string;
before(async () => {
  if (!withoutFfmpeg) whole = await makeClip('whole.mp4', [...H264, '-movflags', '+faststart']);
});
after(() => rm(clips, { recursive: true, force: true }));

async function refusal(path: string): Promise<string> {
  const messages = new Set<string>();
  for (const source of ['node-av', 'ffmpeg'] as const) {
    const codecs = await videoCodecs(source);
    await assert.rejects(
      redactedFile(path, codecs, () => []),
      (error: Error) => {
        assert.ok(error instanceof InputError, String(error.stack));
        assert.ok(error.message.startsWith(`${path}: `) && error.message.endsWith('.'), error.message);
        messages.add(error.message);
        return true;
      },
    );
  }
  return [...messages].join('\n');
}

test('what is damaged or no video is refused by name, by either codec', { skip: withoutFfmpeg }, async () => {
  const bytes = await readFile(whole);
  const write = async (name: string, data: Uint8Array) => {
    const path = `${clips}/${name}`;
    await writeFile(path, data);
    return path;
  };
  assert.match(await refusal(await write('cut.mp4', bytes.subarray(0, bytes.length * 0.6))), /cut short or damaged/);
  assert.match(
    await refusal(await write('headless.mp4', bytes.subarray(0, 600))),
    /no pictures|cannot be read|damaged/,
  );
  assert.match(await refusal(await write('empty.mp4', new Uint8Array())), /cannot be read as a video/);
  assert.match(await refusal(await write('text.mp4', Buffer.from('hello, this is no video at all'))), /video/);
  const broken = Uint8Array.from(bytes);
  const media = bytes.indexOf('mdat');
  for (let at = media + 1500; at < media + 2200; at++) broken[at] = (broken[at]! * 7 + 13) & 255;
  assert.match(await refusal(await write('broken.mp4', broken)), /so it is not known what it shows|damaged/);
});

test('sound alone, pictures of another codec and pictures that are too large are refused by name', {
  skip: withoutFfmpeg,
}, async () => {
  assert.match(await refusal(await makeClip('sound.mp4', ['-vn', '-c:a', 'aac'])), /has sound and no pictures/);
  assert.match(await refusal(await makeClip('mpeg4.mp4', ['-c:v', 'mpeg4', '-an'])), /coded as mp4v; expected H\.264/);
  assert.match(
    await refusal(await makeClip('rgb.mp4', ['-c:v', 'libx264rgb', '-an'])),
    /has pixels as gbrp; expected 4:2:0/,
  );
  assert.match(
    await refusal(await makeClip('film.avi', ['-c:v', 'mpeg4', '-an'])),
    /of AVI ffmpeg -i IN -c:v libx264 -crf 14 -c:a copy OUT\.mkv/,
  );
  const huge = ['-vf', 'scale=8192:4352', '-frames:v', '1', '-c:v', 'libx264', '-preset', 'ultrafast', '-an'];
  const path = await makeClip('huge.mp4', huge);
  await assert.rejects(
    openVideo(new FilePathSource(path), path),
    /has 8192 × 4352 pixels; expected at most 7680 × 4320/,
  );
});

test('a protected film is refused by name', { skip: withoutFfmpeg }, async () => {
  const key = [
    '-encryption_key',
    '76a6c65c5ea762046bd749a2e632ccbb',
    '-encryption_kid',
    'a7e61c373e219033c21091fa607bf3b8',
  ];
  const path = await makeClip('drm.mp4', [...H264, '-encryption_scheme', 'cenc-aes-ctr', ...key]);
  assert.match(await refusal(path), /protected \(DRM\)|encrypted \(DRM\)/);
});

test('what is to be installed is said where there is no codec', async () => {
  const { loadFfmpeg } = await import('../platform/node/video/ffmpeg.js');
  assert.equal(await loadFfmpeg('/nowhere/ffmpeg'), undefined);
});
