import assert from 'node:assert/strict';
import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { mkdtemp, open, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, describe, test } from 'node:test';
import { setTimeout as wait } from 'node:timers/promises';
import { type LiveAddress, liveAddress } from '../../platform/node/video/live-address.js';
import { withoutFfmpeg } from '../testing/clips.js';
import { freePort, send } from '../testing/live.js';
import { rtspCamera } from '../testing/rtsp-camera.js';
import { assertWhole, FRAMES, MOST, redacted, SECONDS, skipOf, UNHURRIED, without } from '../testing/streams.js';

const root = await mkdtemp(join(tmpdir(), 'farface-streams-'));
after(() => rm(root, { recursive: true }));

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
