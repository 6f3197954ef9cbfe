import assert from 'node:assert/strict';
import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { mkdtemp, readdir, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { after, test } from 'node:test';
import { setTimeout as wait } from 'node:timers/promises';
import { Detector } from '../../detect/detector.js';
import { BrightRectangles } from '../../detect/testing/bright-rectangles.js';
import { probed, withoutFfmpeg } from '../../video/testing/clips.js';
import { freePort, send } from '../../video/testing/live.js';
import { catchPrinted } from '../testing/catch-printed.js';
import type { RedactFlags } from './flags.js';
import { redactStream } from './live.js';

const root = await mkdtemp(join(tmpdir(), 'farface-live-'));
after(() => rm(root, { recursive: true }));

/** Seconds in which even a busy machine looks at a short clip; at the stream's end nobody waits for them. */
const UNHURRIED = 60;

/** Takes so long for a picture. */
class Slow extends Detector {
  constructor(readonly milliseconds: number) {
    super(new BrightRectangles());
  }
  override async detect(...[source, options]: Parameters<Detector['detect']>) {
    await wait(this.milliseconds);
    return super.detect(source, options);
  }
}

/** Redacts what comes over the network from an ffmpeg, `seconds` long. */
async function redacted(
  seconds: number,
  out: string,
  flags: Partial<RedactFlags> = {},
  { detector = new Slow(0) as Detector, sent = (_: ChildProcess): unknown => undefined } = {},
) {
  const port = await freePort();
  const sender = send(seconds, ['-f', 'mpegts', `tcp://127.0.0.1:${port}?listen=1`]);
  try {
    await wait(1000);
    void sent(sender);
    return await catchPrinted(() =>
      redactStream(
        [`tcp://127.0.0.1:${port}`],
        { out, check: true, json: true, delay: 1, ...flags },
        async () => detector,
      ),
    );
  } finally {
    sender.kill('SIGKILL');
  }
}

/** Waits until some seconds of a file are there, under whatever name. */
async function written(out: string): Promise<void> {
  const begun = async () => {
    const names = (await readdir(dirname(out))).filter((name) => name.endsWith('.tmp'));
    const sizes = await Promise.all(names.map((name) => stat(join(dirname(out), name)).then(({ size }) => size)));
    return sizes.some((size) => size > 20_000);
  };
  while (!(await begun())) await wait(50);
}

/** The brightest sample of each frame, as ffmpeg decodes them. */
function brightest(path: string): number[] {
  const size = 160 * 120;
  const words = ['-v', 'error', '-i', path, '-f', 'rawvideo', '-pix_fmt', 'gray', '-fps_mode', 'passthrough', '-'];
  const bytes = execFileSync('ffmpeg', words, { maxBuffer: 2 ** 30 });
  assert.equal(bytes.length % size, 0);
  return Array.from({ length: bytes.length / size }, (_, frame) =>
    bytes.subarray(frame * size, (frame + 1) * size).reduce((most, value) => Math.max(most, value), 0),
  );
}

test('a stream: each frame has its mask, sound is carried, and the file is there at its end', {
  skip: withoutFfmpeg,
}, async () => {
  for (const codec of ['ffmpeg', 'node-av'] as const) {
    const out = join(root, `${codec}.mp4`);
    const { code, stdout, stderr } = await redacted(4, out, { codec, delay: UNHURRIED });
    assert.equal(code, 0, stderr);
    const line = JSON.parse(stdout);
    assert.deepEqual([line.frames, line.checked, line.dark], [100, 100, 0], stdout + stderr);
    assert.ok(line.masks >= 100);
    const bright = brightest(out);
    assert.equal(bright.length, 100);
    assert.ok(
      bright.every((value) => value < 60),
      `the face is white, and no frame shows it: ${bright}`,
    );
    const kinds = await probed(out, 'stream=codec_name');
    assert.deepEqual(kinds, ['stream,h264', 'stream,aac']);
    assert.ok((await probed(out, 'packet=stream_index')).filter((line) => line.startsWith('packet,1')).length > 150);
  }
  assert.deepEqual(
    (await readdir(root)).filter((name) => name.startsWith('.')),
    [],
  );
});

test('a detector that is too slow: frames go out dark, never bare, and it says how many', {
  skip: withoutFfmpeg,
}, async () => {
  const out = join(root, 'slow.mkv');
  // Four looks a second, of 25 frames.
  const { code, stdout, stderr } = await redacted(4, out, { color: 'white' }, { detector: new Slow(250) });
  assert.equal(code, 0, stderr);
  const { frames, dark, checked } = JSON.parse(stdout);
  assert.equal(frames, 100);
  assert.ok(dark > 50 && dark < 100, `${dark} of ${frames} are dark`);
  assert.equal(checked, frames);
  assert.match(stderr, /detection falls behind/);
  assert.match(stderr, new RegExp(`${dark} frames of 100 went out dark`));
  // Masks are white here as faces are: what has no mask is all black.
  const bright = brightest(out);
  assert.equal(bright.filter((value) => value < 40).length, dark);
  assert.equal(bright.filter((value) => value > 180).length, frames - dark);
});

test('a detector that never answers in time: all frames are dark', { skip: withoutFfmpeg }, async () => {
  const out = join(root, 'never.webm');
  const { stdout, stderr } = await redacted(2, out, { delay: 0.5 }, { detector: new Slow(5000) });
  const { frames, dark } = JSON.parse(stdout);
  assert.equal(dark, frames, stderr);
  assert.ok(brightest(out).every((value) => value < 40));
});

test('a detector that fails: it ends, with an error, and nothing bare', { skip: withoutFfmpeg }, async () => {
  class Broken extends Detector {
    looks = 0;
    override detect(...args: Parameters<Detector['detect']>) {
      this.looks += 1;
      return this.looks > 20 ? Promise.reject(new Error('the card fell out')) : super.detect(...args);
    }
  }
  const out = join(root, 'broken.mp4');
  const { code, stderr } = await redacted(6, out, {}, { detector: new Broken(new BrightRectangles()) });
  assert.equal(code, 1);
  assert.match(stderr, /the card fell out/);
  const bright = brightest(out);
  assert.ok(bright.length >= 20 && bright.length < 150, `${bright.length} frames`);
  assert.ok(bright.every((value) => value < 60));
});

test('--every looks at fewer frames, and tracks cover those between', { skip: withoutFfmpeg }, async () => {
  const out = join(root, 'every.mp4');
  const { code, stdout, stderr } = await redacted(3, out, { every: 5, delay: UNHURRIED });
  const { frames, dark } = JSON.parse(stdout);
  assert.deepEqual([code, frames, dark], [0, 75, 0], stderr);
  assert.ok(brightest(out).every((value) => value < 60));
});

test('a sender that is cut off: what came is written whole, and that it was cut off is an error', {
  skip: withoutFfmpeg,
}, async () => {
  const port = await freePort();
  const sender = send(60, ['-f', 'mpegts', `udp://127.0.0.1:${port}?pkt_size=1316`]);
  const out = join(root, 'cut.mp4');
  void written(out).then(() => sender.kill('SIGKILL'));
  const { code, stdout, stderr } = await catchPrinted(() =>
    redactStream([`udp://127.0.0.1:${port}`], { out, check: true, json: true, delay: 1 }, async () => new Slow(0)),
  );
  const { frames, checked } = JSON.parse(stdout);
  assert.equal(code, 1, stderr);
  assert.match(stderr, /was lost: showed nothing for 10 s/);
  const bright = brightest(out);
  assert.deepEqual([bright.length, checked], [frames, frames]);
  assert.ok(frames > 20 && bright.every((value) => value < 60), `${frames} frames`);
});

const MAIN = new URL('../main.ts', import.meta.url).pathname;

for (const signal of ['SIGINT', 'SIGTERM'] as const) {
  test(`${signal} ends the file as the end of the stream does, with masks in every frame`, {
    skip: withoutFfmpeg,
  }, async () => {
    const port = await freePort();
    const out = join(root, `${signal}.mkv`);
    const words = ['redact', `tcp://127.0.0.1:${port}`, '--listen', '--out', out, '--delay', '1', '--json'];
    const child = spawn(
      process.execPath,
      ['--import', import.meta.resolve('tsx'), MAIN, ...words, '--max-side', '64'],
      {
        stdio: ['ignore', 'pipe', 'pipe'],
      },
    );
    let [printed, said] = ['', ''];
    child.stdout.on('data', (text) => (printed += text));
    child.stderr.on('data', (text) => (said += text));
    while (!said.includes('Ctrl-C ends it') && child.exitCode === null) await wait(20);
    let sender: ChildProcess;
    do {
      sender = send(60, ['-f', 'mpegts', `tcp://127.0.0.1:${port}`]);
      await wait(500);
    } while (sender.exitCode !== null);
    await written(out);
    child.kill(signal);
    const [code] = await once(child, 'close');
    sender.kill('SIGKILL');
    assert.equal(code, 0, said);
    const { frames, checked } = JSON.parse(printed);
    assert.ok(frames > 20 && checked === frames, printed + said);
    assert.equal(brightest(out).length, frames);
  });
}

test('what means nothing for a stream is refused, and no password is told', async () => {
  const secret = 'rtsp://me:s3cret@127.0.0.1/street?key=1';
  const refused = (typed: string[], flags: Partial<RedactFlags>, expected: RegExp) =>
    assert.rejects(redactStream(typed, { check: true, ...flags }), (error: Error) => {
      assert.match(error.message, expected);
      assert.doesNotMatch(error.message, /s3cret|key=/);
      return true;
    });
  await refused([secret], {}, /^rtsp:\/\/…@127\.0\.0\.1\/street\?…: is live: say where it goes/);
  await refused([secret, 'a.mp4'], { out: 'x.mp4' }, /redacted by itself/);
  await refused([secret], { out: 'x.mp4', resume: 'r' }, /--resume says nothing about/);
  await refused(['file:///etc/passwd'], { out: 'x.mp4' }, /has the scheme file; expected one of rtsp/);
  await refused(['concat://a'], { out: 'x.mp4' }, /has the scheme concat/);
  const port = await freePort();
  const nobody = [`tcp://me:s3cret@127.0.0.1:${port}`];
  if (!withoutFfmpeg) await refused(nobody, { out: join(root, 'none.mp4'), quiet: true }, /shows no pictures/);
  assert.ok(!existsSync(join(root, 'none.mp4')));
});
