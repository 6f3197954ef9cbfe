import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { createSocket } from 'node:dgram';
import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, describe, test } from 'node:test';
import { setTimeout as wait } from 'node:timers/promises';
import { type LiveAddress, type LiveTarget, liveAddress, liveTarget } from '../../platform/node/video/live-address.js';
import { openSink } from '../../platform/node/video/live-sink.js';
import { withoutFfmpeg } from '../testing/clips.js';
import { freePort, send } from '../testing/live.js';
import { assertWhole, FRAMES, redacted, SECONDS, skipOf, without } from '../testing/streams.js';

const root = await mkdtemp(join(tmpdir(), 'farface-sent-'));
after(() => rm(root, { recursive: true }));

describe('streams that are written', { concurrency: 2 }, () => {
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
});
