import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { extname, join } from 'node:path';
import { after, before, test } from 'node:test';
import { Detector } from '../../detect/detector.js';
import { BrightRectangles } from '../../detect/testing/bright-rectangles.js';
import { clips, makeClip, withoutFfmpeg } from '../../video/testing/clips.js';
import { catchPrinted } from '../testing/catch-printed.js';
import { redactPhotos } from './run.js';

const root = await mkdtemp(join(tmpdir(), 'farface-damaged-'));
after(() => Promise.all([rm(root, { recursive: true }), rm(clips, { recursive: true, force: true })]));

const [WIDTH, HEIGHT, FRAMES] = [160, 120, 12];
/** Hidden in every frame: where it is not, a frame is bare. */
const HIDDEN = { x: 60, y: 40, width: 32, height: 32 };
const X264 = ['-c:v', 'libx264', '-preset', 'ultrafast', '-g', '6', '-pix_fmt', 'yuv420p', '-c:a', 'aac'];
const KINDS: Readonly<Record<string, readonly string[]>> = {
  'avc.mp4': [...X264, '-bf', '2', '-movflags', '+faststart'],
  'late.mov': X264,
  'avc.mkv': X264,
  'hevc.mp4': [
    ...['-c:v', 'libx265', '-preset', 'ultrafast', '-x265-params', 'log-level=none:keyint=6'],
    ...['-pix_fmt', 'yuv420p', '-tag:v', 'hvc1', '-c:a', 'aac'],
  ],
  'vp9.webm': ['-c:v', 'libvpx-vp9', '-cpu-used', '8', '-g', '6', '-pix_fmt', 'yuv420p', '-c:a', 'libopus'],
};
const whole = new Map<string, Buffer>();
before(async () => {
  if (withoutFfmpeg) return;
  const noisy = ['-vf', 'noise=alls=20:allf=t'];
  for (const [name, args] of Object.entries(KINDS))
    whole.set(name, await readFile(await makeClip(name, [...noisy, ...args])));
});

let tried = 0;

/** Redacts these bytes through the command. */
async function redacted(name: string, bytes: Uint8Array) {
  const folder = join(root, String(++tried));
  const out = join(folder, 'out');
  execFileSync('mkdir', [folder]);
  const path = join(folder, name);
  await writeFile(path, bytes);
  const also = join(folder, 'also.jsonl');
  await writeFile(also, JSON.stringify({ image: path, width: WIDTH, height: HEIGHT, faces: [{ box: HIDDEN }] }));
  // Each codec of its own has half of them.
  const codec = tried % 2 === 0 ? 'ffmpeg' : 'node-av';
  const flags = { check: true, shape: 'box', out, codec, also } as const;
  const run = await catchPrinted(() => redactPhotos([path], flags, async () => new Detector(new BrightRectangles())));
  return { ...run, path, out, left: await readdir(out).catch(() => [] as string[]), codec };
}

/** Refused by name, with nothing left behind; returns why. */
function refusalOf({ code, path, left, stderr, codec }: Awaited<ReturnType<typeof redacted>>, what: string): string {
  assert.equal(code, 1, `${what}, ${codec}: ${stderr}`);
  const said = stderr.split('\n').find((line) => line.includes(`${path}: `)) ?? '';
  assert.match(said, /\.$/, `${what}, ${codec}: ${stderr}`);
  assert.deepEqual(left, [], `${what}, ${codec}`);
  return said.slice(said.indexOf(path) + path.length + 2);
}

/** Frames of a result, each of which is known to hide what it must. */
function hiddenFrames(path: string, what: string): number {
  const words = ['-v', 'quiet', '-i', path, '-map', '0:v', '-fps_mode', 'passthrough', '-pix_fmt', 'gray'];
  const grey = execFileSync('ffmpeg', [...words, '-f', 'rawvideo', '-'], { maxBuffer: 2 ** 26 });
  const size = WIDTH * HEIGHT;
  for (let frame = 0; frame < grey.length / size; frame++) {
    let brightest = 0;
    for (let y = HIDDEN.y + 4; y < HIDDEN.y + HIDDEN.height - 4; y++) {
      const at = frame * size + y * WIDTH + HIDDEN.x;
      brightest = Math.max(brightest, ...grey.subarray(at + 4, at + HIDDEN.width - 4));
    }
    assert.ok(brightest < 64, `${what}: frame ${frame} is bare`);
  }
  return grey.length / size;
}

for (const kind of Object.keys(KINDS)) {
  test(`${kind}, cut short anywhere: refused by name, and nothing is left`, { skip: withoutFfmpeg }, async () => {
    const bytes = whole.get(kind)!;
    for (const share of [0.001, 0.03, 0.2, 0.5, 0.8, 0.96]) {
      const what = `${kind} at ${share}`;
      const why = refusalOf(await redacted(kind, bytes.subarray(0, Math.ceil(share * bytes.length))), what);
      assert.match(why, /cut|damaged|no video|without tracks|empty|no pictures/, what);
    }
  });

  test(`${kind}, a bit of it turned: refused by name, or every frame hides what it must`, {
    skip: withoutFfmpeg,
  }, async () => {
    const bytes = whole.get(kind)!;
    for (const [index, share] of [0.004, 0.012, 0.05, 0.31, 0.47, 0.74, 0.93, 0.985].entries()) {
      const broken = Uint8Array.from(bytes);
      const at = Math.floor(share * bytes.length);
      broken[at]! ^= 1 << index;
      const result = await redacted(kind, broken);
      const what = `${kind} with another byte ${at}, ${result.codec}`;
      if (result.code === 0) {
        assert.deepEqual(
          result.left.filter((name) => name !== '.farface-results.jsonl'),
          [kind],
          what,
        );
        assert.equal(hiddenFrames(join(result.out, kind), what), FRAMES, what);
      } else refusalOf(result, what);
    }
  });
}

/** The place of a box's name in MP4, behind which its content is. */
function after4(bytes: Buffer, name: string): number {
  const at = bytes.indexOf(name);
  assert.ok(at > 0, name);
  return at + 4;
}

test('what claims to be longer, larger or another kind than it is', { skip: withoutFfmpeg }, async () => {
  const mp4 = whole.get('avc.mp4')!;
  const claimed = (change: (bytes: Buffer) => void) => {
    const bytes = Buffer.from(mp4);
    change(bytes);
    return bytes;
  };
  const refused = async (name: string, bytes: Uint8Array, expected: RegExp) =>
    assert.match(refusalOf(await redacted(name, bytes), name), expected);
  // Version and flags, two dates and the time scale stand before a duration.
  const long = claimed((bytes) => bytes.writeUInt32BE(0x7fffffff, after4(bytes, 'mdhd') + 16));
  await refused('hours.mp4', long, /is cut short or damaged: 0\.5 of its \d+\.\d seconds are there/);
  const many = claimed((bytes) => bytes.writeUInt32BE(0x7fffffff, after4(bytes, 'stsz') + 8));
  await refused('samples.mp4', many, /cut short|damaged|cannot be read/);
  const large = claimed((bytes) => bytes.writeUInt32BE(0x7ffffff0, after4(bytes, 'stsz') + 12));
  await refused('packet.mp4', large, /cut short or damaged/);
  const vast = claimed((bytes) => bytes.writeUInt32BE(0xfffffff0, after4(bytes, 'moov') - 8));
  await refused('moov.mp4', vast, /cut|damaged|without tracks|cannot be read/);
  const headless = Buffer.concat([mp4.subarray(0, after4(mp4, 'ftyp') + 24), mp4.subarray(after4(mp4, 'mdat') - 8)]);
  await refused('headless.mp4', headless, /without tracks|no video|no pictures/);
  await refused('empty.mp4', new Uint8Array(), /no video|cannot be read/);
  await refused('text.mkv', Buffer.from('hello, this is no video'), /no video/);
  const other = await redacted('named.mkv', mp4);
  assert.deepEqual([other.code, other.left.includes('named.mkv')], [0, true], other.stderr);
  assert.equal(hiddenFrames(join(other.out, 'named.mkv'), 'named.mkv'), FRAMES);
});

test('without pictures, with too large ones, protected, or in a container that is not read', {
  skip: withoutFfmpeg,
}, async () => {
  const key = [
    '-encryption_key',
    '76a6c65c5ea762046bd749a2e632ccbb',
    '-encryption_kid',
    'a7e61c373e219033c21091fa607bf3b8',
  ];
  const FILES: readonly [string, readonly string[], RegExp][] = [
    ['sound.mp4', ['-vn', '-c:a', 'aac'], /has sound and no pictures/],
    ['none.mp4', [...X264, '-frames:v', '0'], /no pictures|without tracks|empty/],
    ['drm.mp4', [...X264, '-encryption_scheme', 'cenc-aes-ctr', ...key], /encrypted \(DRM\)|protected \(DRM\)/],
    ['huge.mp4', ['-vf', 'scale=8192:4352', '-frames:v', '1', ...X264, '-an'], /8192 × 4352 pixels; expected at most/],
  ];
  for (const [name, args, expected] of FILES) {
    const bytes = await readFile(await makeClip(name, args));
    assert.match(refusalOf(await redacted(`a${extname(name)}`, bytes), name), expected);
  }
});

test('AVI and MPEG-TS are refused with a command that makes of them what is redacted', {
  skip: withoutFfmpeg,
}, async () => {
  const files = { 'film.avi': [...X264, '-bf', '3', '-c:a', 'libmp3lame'], 'film.ts': [...X264, '-bf', '3'] };
  for (const [name, args] of Object.entries(files)) {
    const path = await makeClip(name, args);
    const why = refusalOf(await redacted(name, await readFile(path)), name);
    const [, copied, coded] = /as in ffmpeg (.+); of AVI ffmpeg (.+)\.$/.exec(why)!;
    const made = async (words: string) => {
      const out = `${path}.${words.length}.mkv`;
      const named = words.split(' ').map((word) => word.replace('OUT.mkv', out).replace(/^IN$/, path));
      execFileSync('ffmpeg', ['-v', 'error', '-nostdin', '-y', ...named]);
      return redacted('film.mkv', await readFile(out));
    };
    const result = await made(name === 'film.ts' ? copied! : coded!);
    assert.equal(result.code, 0, `${name}: ${result.stderr}`);
    assert.equal(hiddenFrames(join(result.out, 'film.mkv'), name), FRAMES);
    // What many try with AVI: its pictures get the times of other ones.
    if (name === 'film.avi')
      assert.match(refusalOf(await made('-fflags +genpts -i IN -c copy OUT.mkv'), name), /its times are wrong/);
  }
});
