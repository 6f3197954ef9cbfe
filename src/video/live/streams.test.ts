import assert from 'node:assert/strict';
import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { createSocket } from 'node:dgram';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { mkdtemp, open, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, describe, test } from 'node:test';
import { setTimeout as wait } from 'node:timers/promises';
import { Detector } from '../../detect/detector.js';
import { BrightRectangles } from '../../detect/testing/bright-rectangles.js';
import { videoCodecs } from '../../platform/node/video/index.js';
import { type LiveAddress, type LiveTarget, liveAddress, liveTarget } from '../../platform/node/video/live-address.js';
import { openSink } from '../../platform/node/video/live-sink.js';
import { openLive } from '../../platform/node/video/live-source.js';
import { probed, withoutFfmpeg } from '../testing/clips.js';
import { freePort, send } from '../testing/live.js';
import { rtspCamera } from '../testing/rtsp-camera.js';
import type { VideoSink } from '../write-video.js';
import { liveOutput } from './live-output.js';
import { redactLive } from './redact-live.js';

const root = await mkdtemp(join(tmpdir(), 'farface-streams-'));
after(() => rm(root, { recursive: true }));

/** More than a first group of pictures, which once was lost on its way. */
const SECONDS = 3;
const FRAMES = 25 * SECONDS;
/** What is heard in that time, less what an encoder and a receiver need to begin. */
const SOUNDS = 110;

/** Seconds in which even a busy machine looks at a short clip; at the stream's end nobody waits for them. */
const UNHURRIED = 30;

/** Milliseconds after which a test hangs. */
const MOST = 120_000;

const known = withoutFfmpeg ? '' : execFileSync('ffmpeg', ['-hide_banner', '-protocols']).toString();
/** Why a protocol's tests are left out; false where they need not be. */
function without(protocol: string): string | false {
  if (withoutFfmpeg) return withoutFfmpeg;
  return !new RegExp(`^ *${protocol}$`, 'm').test(known) && `this ffmpeg has no ${protocol}`;
}

/** Redacts what comes from there, with a delay in which all is looked at. */
async function redacted(address: LiveAddress, sink: VideoSink, kind: LiveTarget['kind'] | 'mp4', delay: number) {
  const detector = new Detector(new BrightRectangles());
  return redactLive(await openLive(address), await videoCodecs(), sink, liveOutput(kind), {
    detect: async (image) => (await detector.detect(image, { threshold: 0.1 })).faces,
    ...{ threshold: 0.35, delay },
  });
}

/** Pictures and packets of sound in a file. */
async function counted(path: string): Promise<number[]> {
  const lines = await probed(path, 'packet=codec_type');
  return ['video', 'audio'].map((kind) => lines.filter((line) => line.startsWith(`packet,${kind}`)).length);
}

/** @param said of the sound, which a busy machine may not read in time */
async function assertWhole(path: string, said: readonly string[] = []): Promise<void> {
  const [seen, heard = 0] = await counted(path);
  assert.equal(seen, FRAMES);
  if (!said.some((words) => /could not be read in time/.test(words)))
    assert.ok(heard >= SOUNDS, `${heard} packets of sound; ${said}`);
}

/** Redacts a stream into a file. */
async function received(name: string, address: string, options: { listen?: true } = {}) {
  const path = join(root, `${name}.mp4`);
  const file = await open(path, 'w');
  const sink = { write: async (data: Uint8Array, at: number) => void (await file.write(data, 0, data.length, at)) };
  try {
    const source = liveAddress(address, options);
    assert.ok(typeof source !== 'string', String(source));
    return { path, outcome: await redacted(source as LiveAddress, sink, 'mp4', UNHURRIED) };
  } finally {
    await file.close();
  }
}

/** As `received`, from a sender that may not be there yet. */
async function reached(name: string, address: string): ReturnType<typeof received> {
  for (let tries = 1; ; tries++) {
    try {
      return await received(name, address);
    } catch (error) {
      if (tries === 20 || !/shows no pictures/.test(String(error))) throw error;
      await wait(300);
    }
  }
}

interface Way {
  readonly protocol: string;
  readonly place: (port: number) => string;
  /** How ffmpeg is the other end: it calls, or is called. */
  readonly calls: readonly string[] | undefined;
  readonly called: readonly string[] | undefined;
  /** Put behind the other end's address. */
  readonly besides?: { readonly sent?: string; readonly called?: string };
}

const WAYS: readonly Way[] = [
  {
    protocol: 'http',
    place: (port) => `http://127.0.0.1:${port}/street`,
    ...{ calls: ['-f', 'mpegts'], called: ['-f', 'mpegts', '-listen', '1'] },
  },
  {
    protocol: 'rtmp',
    place: (port) => `rtmp://127.0.0.1:${port}/live/street`,
    ...{ calls: ['-f', 'flv'], called: ['-f', 'flv', '-listen', '1'] },
  },
  {
    protocol: 'srt',
    place: (port) => `srt://127.0.0.1:${port}`,
    ...{ calls: ['-f', 'mpegts'], called: ['-f', 'mpegts'] },
    // What a sender lets go when it closes cannot come.
    besides: { sent: 'linger=10', called: 'mode=listener' },
  },
  {
    protocol: 'rtsp',
    place: (port) => `rtsp://127.0.0.1:${port}/street`,
    ...{ calls: ['-f', 'rtsp', '-rtsp_transport', 'tcp'], called: undefined },
  },
];

/** ffmpeg names RTSP among its formats, not its protocols. */
const skipOf = (protocol: string) => without(protocol === 'rtsp' ? 'tcp' : protocol);
const asked = (address: string, ...parts: readonly (string | undefined)[]) => {
  const query = parts.filter((part) => part !== undefined).join('&');
  return query === '' ? address : `${address}?${query}`;
};

describe('streams', { concurrency: 2 }, () => {
  for (const { protocol, place, calls, called, besides = {} } of WAYS) {
    const skip = skipOf(protocol);
    if (called)
      test(`${protocol}: a sender that is called`, { skip, timeout: MOST }, async () => {
        const address = place(await freePort());
        const sender = send(SECONDS, [...called, asked(address, besides.called, besides.sent)]);
        try {
          const { path, outcome } = await reached(`${protocol}-called`, address);
          assert.equal(outcome.failure, undefined);
          assert.deepEqual([outcome.frames, outcome.checked, outcome.dark], [FRAMES, FRAMES, 0]);
          await assertWhole(path, outcome.warnings);
        } finally {
          sender.kill('SIGKILL');
        }
      });
    if (calls)
      test(`${protocol}: a sender that calls`, { skip, timeout: MOST }, async () => {
        const address = place(await freePort());
        let sender: ChildProcess | undefined;
        const sending = async (): Promise<void> => {
          // One that calls too early finds nobody.
          for (let code: number | null = 1; code; ) {
            sender = send(SECONDS, [...calls, asked(address, besides.sent)], 'quiet');
            [code] = (await once(sender, 'close')) as [number | null];
          }
        };
        void sending();
        try {
          const { path, outcome } = await received(`${protocol}-calls`, address, { listen: true });
          assert.equal(outcome.failure, undefined);
          assert.deepEqual([outcome.frames, outcome.checked, outcome.dark], [FRAMES, FRAMES, 0]);
          await assertWhole(path, outcome.warnings);
        } finally {
          // Killed, its code is null: no other one calls.
          sender?.kill('SIGKILL');
        }
      });
  }

  test('rtsp: a camera that is asked', { skip: without('tcp') }, async () => {
    const camera = await rtspCamera(SECONDS, join(root, 'camera.sdp'));
    try {
      const { path, outcome } = await received('rtsp-camera', camera.address);
      assert.equal(outcome.failure, undefined);
      assert.deepEqual([outcome.frames, outcome.checked, outcome.dark], [FRAMES, FRAMES, 0]);
      await assertWhole(path, outcome.warnings);
    } finally {
      camera.close();
    }
  });

  /** How ffmpeg takes a stream, where something is written there. */
  const TAKERS = {
    rtmp: ['-listen', '1', '-i', 'rtmp://127.0.0.1:PORT/live/street'],
    tcp: ['-i', 'tcp://127.0.0.1:PORT?listen=1'],
    srt: ['-i', 'srt://127.0.0.1:PORT?mode=listener'],
    rtsp: ['-rtsp_flags', 'listen', '-i', 'rtsp://127.0.0.1:PORT/street'],
  } as const;

  for (const [protocol, words] of Object.entries(TAKERS)) {
    test(`${protocol}: all of a stream that is written there arrives`, { skip: skipOf(protocol) }, async () => {
      const port = String(await freePort());
      const path = join(root, `to-${protocol}.mkv`);
      const takes = words.map((word) => word.replace('PORT', port));
      const all = ['-v', 'fatal', '-y', ...takes, '-map', '0', '-c', 'copy', path];
      const taker = spawn('ffmpeg', all, { stdio: ['ignore', 'ignore', 'inherit'] });
      const taken = once(taker, 'close');
      const from = await freePort();
      const sender = send(SECONDS, ['-f', 'mpegts', `tcp://127.0.0.1:${from}?listen=1`]);
      try {
        await wait(1000);
        const target = liveTarget(takes.at(-1)!.replace(/\?.*/, '')) as LiveTarget;
        const sink = openSink(target);
        const outcome = await redacted(liveAddress(`tcp://127.0.0.1:${from}`) as LiveAddress, sink, target.kind, 1);
        await sink.end();
        assert.equal(outcome.failure, undefined);
        assert.deepEqual([outcome.frames, outcome.checked], [FRAMES, FRAMES]);
        await Promise.race([taken, wait(20_000)]);
        await assertWhole(path, outcome.warnings);
      } finally {
        taker.kill('SIGKILL');
        sender.kill('SIGKILL');
      }
    });
  }

  test('udp: all of a stream that is written there arrives, in datagrams of whole packets', {
    skip: without('udp'),
  }, async () => {
    const [from, to] = [await freePort(), await freePort()];
    const came: Buffer[] = [];
    const taker = createSocket('udp4').bind(to, '127.0.0.1');
    taker.on('message', (datagram) => came.push(datagram));
    const sender = send(SECONDS, ['-f', 'mpegts', `tcp://127.0.0.1:${from}?listen=1`]);
    try {
      await wait(1000);
      const target = liveTarget(`udp://127.0.0.1:${to}`) as LiveTarget;
      const sink = openSink(target);
      const outcome = await redacted(liveAddress(`tcp://127.0.0.1:${from}`) as LiveAddress, sink, target.kind, 1);
      await sink.end();
      await wait(500);
      assert.deepEqual([outcome.failure, outcome.frames, outcome.checked], [undefined, FRAMES, FRAMES]);
      assert.ok(came.every(({ length }) => length % 188 === 0));
      const path = join(root, 'datagrams.ts');
      await writeFile(path, Buffer.concat(came));
      await assertWhole(path, outcome.warnings);
    } finally {
      taker.close();
      sender.kill('SIGKILL');
    }
  });

  test('where nobody takes it, or nobody does any more, it says so and sends nothing more', {
    skip: without('tcp'),
  }, async () => {
    for (const taken of [false, true]) {
      const [from, to] = [await freePort(), await freePort()];
      const sender = send(20, ['-f', 'mpegts', `tcp://127.0.0.1:${from}?listen=1`]);
      const taker = taken
        ? spawn('ffmpeg', ['-v', 'fatal', '-i', `tcp://127.0.0.1:${to}?listen=1`, '-t', '1', '-f', 'null', '-'])
        : undefined;
      await wait(1000);
      const sink = openSink(liveTarget(`tcp://me:s3cret@127.0.0.1:${to}`) as LiveTarget);
      try {
        const outcome = await redacted(liveAddress(`tcp://127.0.0.1:${from}`) as LiveAddress, sink, 'mpegts', 1);
        assert.match(String(outcome.failure), /tcp:\/\/…@127\.0\.0\.1:\d+: cannot be written: ffmpeg says/);
        assert.doesNotMatch(String(outcome.failure), /s3cret/);
        assert.ok(outcome.frames < 20 * 25);
      } finally {
        sink.close();
        taker?.kill('SIGKILL');
        sender.kill('SIGKILL');
      }
    }
  });

  test('a pipe gets a Matroska file that a program reads while it comes', { skip: withoutFfmpeg }, async () => {
    const from = await freePort();
    const sender = send(SECONDS, ['-f', 'mpegts', `tcp://127.0.0.1:${from}?listen=1`]);
    await wait(1000);
    const path = join(root, 'piped.mkv');
    const main = new URL('../../cli/main.ts', import.meta.url).pathname;
    const words = ['redact', `tcp://127.0.0.1:${from}`, '--out', '-', '--delay', '1', '--max-side', '64'];
    const ours = spawn(process.execPath, ['--import', import.meta.resolve('tsx'), main, ...words]);
    const theirs = spawn('ffmpeg', ['-v', 'error', '-y', '-i', 'pipe:0', '-map', '0', '-c', 'copy', path]);
    ours.stdout.pipe(theirs.stdin);
    let said = '';
    ours.stderr.on('data', (text) => (said += text));
    const [[code], [read]] = await Promise.all([once(ours, 'close'), once(theirs, 'close')]);
    sender.kill('SIGKILL');
    assert.deepEqual([code, read], [0, 0], said);
    assert.match(said, /75 frames in .* 75 frames checked/);
    await assertWhole(path);
  });

  test('a camera that is not there is named, with how to find those that are', {
    skip: withoutFfmpeg || (process.platform !== 'linux' && 'cameras have other names here'),
  }, async () => {
    assert.ok(!existsSync('/dev/video77'));
    await assert.rejects(
      received('none', 'camera:/dev/video77'),
      /^InputError: camera:\/dev\/video77: shows no pictures: ffmpeg says "camera:\/dev\/video77: No such file or directory"\. Check its name \(ls \/dev\/video\* lists cameras\), and whether another program has it\.$/,
    );
  });
});
