import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { promisify } from 'node:util';
import { Detector } from '../../detect/detector.js';
import { BrightRectangles } from '../../detect/testing/bright-rectangles.js';
import { clips, makeClip, probed, withoutFfmpeg } from '../../video/testing/clips.js';
import { catchPrinted } from '../testing/catch-printed.js';
import type { RedactFlags } from './flags.js';
import { redactPhotos } from './run.js';

const run = promisify(execFile);
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

/** The bytes of a file's subtitles, whatever they are coded as, read as text. */
async function wordsOf(path: string): Promise<string> {
  // In MP4 they are data to FFmpeg, which has no reader for them.
  const track = path.endsWith('.mp4') ? '0:d:0' : '0:s:0';
  return (await run('ffmpeg', ['-v', 'error', '-i', path, '-map', track, '-c', 'copy', '-f', 'data', '-'])).stdout;
}

/** When each packet of subtitles begins, in seconds. */
async function startsOf(path: string): Promise<number[]> {
  const lines = await probed(path, 'packet=codec_type,pts_time');
  const [starts, sizes] = [lines.map((line) => line.split(',')), await probed(path, 'packet=codec_type,size')];
  // MOV's texts have an empty one, of two bytes, wherever nothing is said.
  return starts
    .filter(([, kind], index) => /subtitle|data/.test(kind!) && sizes[index]!.split(',')[2] !== '2')
    .map(([, , time]) => Number(time));
}

/** What ffprobe says of a file's subtitles. */
async function subtitlesOf(path: string): Promise<string[]> {
  const lines = await probed(path, 'stream=codec_type,codec_tag_string,codec_name:stream_tags=language');
  return lines.filter((line) => /subtitle|wvtt/.test(line));
}

for (const [name, args] of Object.entries({
  'text.mp4': [...H264, '-c:s', 'mov_text'],
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
    assert.match(
      gone.stderr,
      /has 1 track of subtitles \(\w+\), which the result has not; --keep-subtitles keeps text/,
    );
    const kept = await redacted(path, { keepSubtitles: true });
    assert.doesNotMatch(kept.stderr, /subtitles/);
    assert.deepEqual((await subtitlesOf(kept.result)).length, 1);
    assert.match((await subtitlesOf(kept.result)).join(), /deu|ger/);
    const words = await wordsOf(kept.result);
    for (const cue of SAID) assert.ok(words.includes(cue), words);
    const [times, before] = [await startsOf(kept.result), await startsOf(path)];
    assert.equal(before.length, 2);
    for (const start of before)
      assert.ok(
        times.some((time) => Math.abs(time - start) < 0.002),
        `${times}; ${before}`,
      );
  });
}

/** Two segments of a Blu-ray's subtitles: a picture of nothing, and its end. */
function pictureOfWords(): Buffer {
  const segment = (type: number, payload: readonly number[]) =>
    Buffer.from([0x50, 0x47, 0, 0, 0x23, 0x28, 0, 0, 0, 0, type, 0, payload.length, ...payload]);
  return Buffer.concat([segment(0x16, [0, 160, 0, 120, 0x10, 0, 0, 0x80, 0, 0, 0]), segment(0x80, [])]);
}

test('subtitles that are pictures are left out by name', { skip: withoutFfmpeg }, async () => {
  const words = join(root, 'words.sup');
  await writeFile(words, pictureOfWords());
  const path = await makeClip('pictures.mkv', [...SUBTITLED, ...H264, '-c:s', 'copy'], ['-i', words]);
  assert.equal((await subtitlesOf(path)).length, 1);
  const { result, stderr } = await redacted(path, { keepSubtitles: true });
  assert.match(stderr, /1 track of subtitles \(hdmv_pgs_subtitle\), which the result has not: they are pictures/);
  assert.deepEqual(await subtitlesOf(result), []);
});

test('MOV takes no subtitles: they go by name', { skip: withoutFfmpeg }, async () => {
  const path = await subtitled('text.mov', [...H264, '-c:s', 'mov_text']);
  const { result, stderr } = await redacted(path, { keepSubtitles: true });
  assert.match(stderr, /1 track of subtitles \(mov_text\), which the result has not: farface writes none into MOV/);
  assert.deepEqual(await subtitlesOf(result), []);
});

test('timed metadata and attachments go, and it is told', { skip: withoutFfmpeg }, async () => {
  const kinds = async (path: string) =>
    (await probed(path, 'stream=codec_type')).filter((line) => /data|attachment/.test(line));
  const timed = await makeClip('timed.mov', ['-map', '0:v', '-map', '1:a', ...H264, '-timecode', '01:02:03:04']);
  assert.equal((await kinds(timed)).length, 1);
  const ofTimed = await redacted(timed);
  assert.match(ofTimed.stderr, /has 1 track of timed metadata \(tmcd\)/);
  assert.deepEqual(await kinds(ofTimed.result), []);
  const letters = join(root, 'letters.ttf');
  await writeFile(letters, 'letters');
  const attached = await makeClip('attached.mkv', [
    ...[
      '-map',
      '0:v',
      '-map',
      '1:a',
      ...H264,
      '-attach',
      letters,
      '-metadata:s:t',
      'mimetype=application/x-truetype-font',
    ],
  ]);
  assert.equal((await kinds(attached)).length, 1);
  const ofAttached = await redacted(attached);
  assert.match(ofAttached.stderr, /has 1 attachment/);
  assert.deepEqual(await kinds(ofAttached.result), []);
});

test('subtitles that go on after the pictures: the film is taken as long as all of it is there', {
  skip: withoutFfmpeg,
}, async () => {
  const words = join(root, 'late.srt');
  await writeFile(words, `${SRT}\n3\n00:00:02,000 --> 00:00:05,500\nLast words\n`);
  for (const [name, args] of Object.entries({
    'late.mkv': [...H264, '-c:s', 'srt'],
    'late.webm': [...VP9, '-c:s', 'webvtt'],
  })) {
    // Whatever is written as long as another input lasts is cut by `-t`: subtitles are put in afterwards.
    const plain = await makeClip(`plain-${name}`, args.slice(0, -2));
    const path = join(root, name);
    const inputs = ['-v', 'error', '-y', '-i', plain, '-i', words, '-map', '0', '-map', '1'];
    await run('ffmpeg', [...inputs, '-c', 'copy', ...args.slice(-2), path]);
    const gone = await redacted(path);
    assert.deepEqual(await subtitlesOf(gone.result), []);
    assert.match(gone.stderr, /has 1 track of subtitles/);
    const kept = await redacted(path, { keepSubtitles: true });
    assert.match(await wordsOf(kept.result), /Last words/);
    assert.deepEqual(await startsOf(kept.result), await startsOf(path));
    const bytes = await readFile(path);
    const cut = join(root, `cut-${name}`);
    await writeFile(cut, bytes.subarray(0, bytes.indexOf('Last words')));
    const out = await mkdtemp(join(root, 'out-'));
    const { code, stderr } = await catchPrinted(() =>
      redactPhotos([cut], { check: true, out }, async () => new Detector(new BrightRectangles())),
    );
    assert.equal(code, 1);
    assert.match(stderr, /is cut short or damaged|is empty/);
  }
});
