import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { Detector } from '../../detect/detector.js';
import { BrightRectangles } from '../../detect/testing/bright-rectangles.js';
import { otherTracks } from '../../platform/node/video/other-tracks.js';
import { clips, exifOf, makeClip, probed, withoutExiftool, withoutFfmpeg } from '../../video/testing/clips.js';
import { withPlaces } from '../../video/testing/timed-places.js';
import { catchPrinted } from '../testing/catch-printed.js';
import type { RedactFlags } from './flags.js';
import { redactPhotos } from './run.js';

const root = await mkdtemp(join(tmpdir(), 'farface-besides-'));
after(() => Promise.all([rm(root, { recursive: true }), rm(clips, { recursive: true, force: true })]));

const SAID = ['First words', 'Second words,\nin two lines'];
const SRT = `1\n00:00:00,040 --> 00:00:00,160\n${SAID[0]}\n\n2\n00:00:00,240 --> 00:00:00,400\n${SAID[1]}\n`;
const H264 = ['-c:v', 'libx264', '-preset', 'ultrafast', '-pix_fmt', 'yuv420p', '-c:a', 'aac'];
const VP9 = ['-c:v', 'libvpx-vp9', '-cpu-used', '8', '-pix_fmt', 'yuv420p', '-c:a', 'libopus'];
const SUBTITLED = ['-map', '0:v', '-map', '1:a', '-map', '2:s', '-metadata:s:s:0', 'language=deu'];

async function redacted(path: string, flags: Partial<RedactFlags> = {}) {
  const out = await mkdtemp(join(root, 'out-'));
  const load = async () => new Detector(new BrightRectangles());
  const { code, stderr } = await catchPrinted(() => redactPhotos([path], { check: true, out, ...flags }, load));
  assert.equal(code, 0, stderr);
  return { result: join(out, path.split('/').at(-1)!), stderr };
}

/** A clip with subtitles of two cues, in German. */
async function subtitled(name: string, args: readonly string[]): Promise<string> {
  const words = join(root, 'words.srt');
  await writeFile(words, SRT);
  return makeClip(name, [...SUBTITLED, ...args], ['-i', words]);
}

/** What ffprobe says of a file's subtitles. */
async function subtitlesOf(path: string): Promise<string[]> {
  const lines = await probed(path, 'stream=codec_type,codec_tag_string,codec_name:stream_tags=language');
  return lines.filter((line) => /subtitle|wvtt/.test(line));
}

for (const [name, args] of Object.entries({
  'text.mp4': [...H264, '-c:s', 'mov_text'],
  'text.mov': [...H264, '-c:s', 'mov_text'],
  'text.mkv': [...H264, '-c:s', 'srt'],
  'styled.mkv': [...H264, '-c:s', 'ass'],
  'text.webm': [...VP9, '-c:s', 'webvtt'],
})) {
  test(`${name}: subtitles go, and it is told; --keep-subtitles keeps their words, times and language`, {
    skip: withoutFfmpeg,
  }, async () => {
    const path = await subtitled(name, args);
    const gone = await redacted(path);
    assert.deepEqual(await subtitlesOf(gone.result), []);
    assert.match(gone.stderr, /has 1 track of subtitles \(\w+\), which the result has not; --keep-subtitles keeps text/);
    const kept = await redacted(path, { keepSubtitles: true });
    assert.doesNotMatch(kept.stderr, /subtitles/);
    const [line, ...more] = await subtitlesOf(kept.result);
    assert.match(String(line), /webvtt|wvtt/);
    assert.match(String(line), /deu|ger/);
    assert.deepEqual(more, []);
  });
}

test('subtitles that are pictures are left out by name', { skip: withoutFfmpeg }, async () => {
  const path = await subtitled('pictures.mkv', [...H264, '-c:s', 'dvd_subtitle']).catch(() => undefined);
  assert.ok(path);
  const { result, stderr } = await redacted(path, { keepSubtitles: true });
  assert.match(stderr, /1 track of subtitles \(dvd_subtitle\), which the result has not: they are pictures/);
  assert.deepEqual(await subtitlesOf(result), []);
});
