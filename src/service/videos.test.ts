import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { mkdtempSync, readdirSync, statSync } from 'node:fs';
import { readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { promisify } from 'node:util';
import sharp from 'sharp';
import { probed } from '../video/testing/clips.js';
import { withoutFfmpeg } from '../video/testing/ffmpeg.js';
import { problem, serviceForTests } from './testing/service.js';
import { clip, ended, filesIn, jobsOf, lineOf, peopleClip, until, videoForm } from './testing/videos.js';

const skip = withoutFfmpeg;
const run = promisify(execFile);
const folder = mkdtempSync(join(tmpdir(), 'farface-service-videos-'));
after(() => rm(folder, { recursive: true, force: true }));
const spool = join(folder, 'spool');
const limits = { videoMegabytes: 2, videoFrames: 40, videoMegapixels: 0.5, spoolMegabytes: 20, receiveSeconds: 3 };
const service = skip ? undefined : await serviceForTests({ limits, videos: { spool } });
const address = service?.address ?? '';
const { post, begun } = jobsOf(address);

test('a video is redacted as a job: its progress is told, and the result is handed out once', { skip }, async () => {
  const sent = await peopleClip(folder, 'street.mp4', 12, ['-c:a', 'aac']);
  const job = await begun(await post('', videoForm(sent, { do: 'redact', scale: '1.5' }, '../../street.mp4')));
  const [own] = readdirSync(spool);
  assert.equal(statSync(spool).mode & 0o777, 0o700);
  const inside = readdirSync(join(spool, own!), { recursive: true, withFileTypes: true });
  for (const entry of inside) {
    const { mode } = statSync(join(entry.parentPath, entry.name));
    assert.equal(mode & 0o777, entry.isFile() ? 0o600 : 0o700);
  }
  const { events, about } = await ended(job);
  assert.deepEqual(
    { ...about, id: '' },
    {
      ...{ id: '', do: 'redact', state: 'done', pictures: 0, done: 1, failed: 0 },
      video: { name: 'street.mp4', pass: 'check', frame: 12, frames: 12, share: 1 },
    },
  );
  const shares = [...events.matchAll(/"share":([\d.]+)/g)].map(([, share]) => Number(share));
  assert.ok(shares.length > 4);
  assert.deepEqual(
    shares,
    shares.toSorted((a, b) => a - b),
  );
  assert.match(events, /"pass":"look","frame":\d+,"frames":12/);
  const { tracks, masks, frames, video } = await lineOf(job);
  assert.deepEqual([video, frames], ['street.mp4', 12]);
  assert.ok(tracks >= 5 && masks >= 12 * 5, `${tracks} tracks, ${masks} masks`);
  assert.equal((await fetch(`${job}/video`, { method: 'HEAD' })).status, 200);
  const answer = await fetch(`${job}/video`);
  assert.equal(answer.headers.get('content-type'), 'video/mp4');
  const made = join(folder, 'hidden.mp4');
  await writeFile(made, Buffer.from(await answer.arrayBuffer()));
  assert.equal((await probed(made, 'packet=stream_index')).filter((line) => line === 'packet,0').length, 12);
  assert.match((await probed(made, 'stream=codec_name')).join(' '), /h264.*aac/);
  assert.match(await problem(await fetch(`${job}/video`)), /^410 gone: /);
  await until(() => filesIn(spool) === 0, 'the result stays on the disk');
  // What is sent once more is looked at: the people are not there any more.
  const again = await begun(await post('?do=detect', clip(await readFile(made))));
  await ended(again);
  const found = (await (await fetch(`${again}/lines`)).text())
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line).faces.length);
  assert.equal(found.length, 12);
  assert.ok(Math.max(...found) < tracks / 2, `${found} of ${tracks}`);
  assert.equal((await fetch(again, { method: 'DELETE' })).status, 204);
  await until(() => filesIn(spool) === 0, 'the lines stay on the disk');
});

test('all containers come and go as they are', { skip }, async () => {
  const kinds: [string, string, string[]][] = [
    ['a.webm', 'video/webm', ['-c:v', 'libvpx-vp9', '-c:a', 'libopus', '-deadline', 'realtime']],
    ['a.mkv', 'video/x-matroska', ['-c:a', 'aac']],
    ['a.mov', 'video/quicktime', ['-c:a', 'aac']],
  ];
  for (const [name, type, words] of kinds) {
    const job = await begun(await post('?do=redact', clip(await peopleClip(folder, name, 3, words), type)));
    await ended(job);
    const answer = await fetch(`${job}/video`);
    assert.equal(answer.headers.get('content-type'), type, await (await fetch(`${job}/lines`)).text());
    await answer.arrayBuffer();
  }
});

test('what cannot be redacted whole has no video, and its line says why', { skip }, async () => {
  const whole = await peopleClip(folder, 'cut.mp4', 12, ['-movflags', '+faststart']);
  const long = await peopleClip(folder, 'long.mp4', 41);
  const wide = join(folder, 'wide.mp4');
  await run('ffmpeg', ['-v', 'error', '-y', '-f', 'lavfi', '-i', 'testsrc2=size=1280x720', '-frames:v', '2', wide]);
  const cases: [Uint8Array, RegExp][] = [
    [whole.subarray(0, whole.length * 0.7), /^street\.mp4: is cut short or damaged/],
    [new Uint8Array(500), /^street\.mp4: is no video that can be read, or is damaged/],
    [new Uint8Array(0), /^street\.mp4: /],
    [long, /^street\.mp4: has 41 frames, more than the limit of 40; cut it into parts/],
    [await readFile(wide), /^street\.mp4: has frames of 921,600 pixels, more than the limit of 500,000/],
  ];
  for (const [bytes, expected] of cases) {
    const job = await begun(await post('', videoForm(bytes, { do: 'redact' })));
    const { about } = await ended(job);
    assert.deepEqual([about.state, about.failed], ['done', 1]);
    assert.match((await lineOf(job)).error, expected);
    assert.match(await problem(await fetch(`${job}/video`)), /^404 not-found: /);
    await until(() => filesIn(spool) === 0, 'a failed video stays on the disk');
  }
});

test('a request that is wrong begins nothing and leaves nothing', { skip }, async () => {
  const small = await peopleClip(folder, 'small.mp4', 2);
  const two = videoForm(small, { do: 'redact' });
  two.append('video', clip(small), 'b.mp4');
  const mixed = videoForm(small, { do: 'redact' });
  mixed.append('picture', new Blob(['x'], { type: 'image/jpeg' }), 'a.jpg');
  const other = new FormData();
  other.append('picture', new Blob(['x'], { type: 'image/jpeg' }), 'a.jpg');
  other.append('video', clip(small), 'b.mp4');
  other.set('do', 'redact');
  const large = new Uint8Array(2_100_000);
  const cases: [string, NonNullable<RequestInit['body']>, RegExp][] = [
    ['?do=redact', clip(large), /^413 too-large: The body has 2,100,000 bytes/],
    ['', videoForm(large, { do: 'redact' }), /^413 too-large: /],
    ['', clip(small), /^400 wrong-request: do: expected detect or redact/],
    ['?do=redact&keepMetadata=true', clip(small), /^400 wrong-request: keepMetadata: can keep nothing of a video/],
    ['?do=redact&every=0', clip(small), /^400 wrong-request: every: /],
    ['?do=detect&quality=3', clip(small), /^400 wrong-request: quality: no such option/],
    ['', two, /^400 wrong-request: picture, video: expected files/],
    ['', mixed, /^400 wrong-request: picture, video: expected files/],
    ['', other, /^400 wrong-request: picture, video: expected files/],
    [
      '?do=redact',
      clip(small, 'video/x-msvideo'),
      /^415 wrong-type: Content-Type: expected multipart\/form-data, video\/mp4/,
    ],
  ];
  for (const [query, body, expected] of cases)
    assert.match(await problem(await post(query, body)), expected, String(expected));
  const unsized = new ReadableStream({
    pull: (controller) => controller.enqueue(new Uint8Array(100_000)),
  });
  const streamed = await fetch(`${address}/v1/jobs?do=redact`, {
    ...{ method: 'POST', body: unsized, headers: { 'Content-Type': 'video/mp4' } },
    ...({ duplex: 'half' } as object),
  }).then(problem, () => '413 too-large');
  assert.match(streamed, /^413 too-large/);
  // Cut off in the midst, as the body and in a form.
  const head = '--b\r\nContent-Disposition: form-data; name="video"; filename="a.mp4"\r\n\r\n';
  const start = small.subarray(0, 1000);
  for (const [type, bytes] of [
    ['video/mp4', start],
    ['multipart/form-data; boundary=b', Buffer.concat([Buffer.from(head), start])],
  ] as const) {
    const abort = new AbortController();
    const slow = new ReadableStream({ start: (controller) => controller.enqueue(new Uint8Array(bytes)) });
    const sending = fetch(`${address}/v1/jobs?do=redact`, {
      ...{ method: 'POST', body: slow, headers: { 'Content-Type': type }, signal: abort.signal },
      ...({ duplex: 'half' } as object),
    });
    await until(() => filesIn(spool) === 1, 'nothing comes');
    abort.abort();
    await assert.rejects(sending);
    await until(() => filesIn(spool) === 0, `a cut off video stays on the disk: ${type}`);
  }
  assert.equal((await fetch(`${address}/readyz`)).status, 200);
});

test('a video that is deleted stops; meanwhile pictures are answered', { skip }, async () => {
  const long = await peopleClip(folder, 'forty.mp4', 40);
  const job = await begun(await post('?do=redact', clip(long)));
  const waiting = await begun(await post('?do=redact', clip(long)));
  await until(async () => (await (await fetch(job)).json()).video.frame > 1, 'it does not begin');
  // One at a time.
  assert.equal((await (await fetch(waiting)).json()).state, 'waiting');
  const picture = await sharp({ create: { width: 200, height: 130, channels: 3, background: 'grey' } })
    .jpeg()
    .toBuffer();
  for (let times = 0; times < 5; times++) {
    const headers = { 'Content-Type': 'image/jpeg' };
    const body = new Blob([new Uint8Array(picture)]);
    assert.equal((await fetch(`${address}/v1/detect`, { method: 'POST', body, headers })).status, 200);
  }
  assert.equal((await (await fetch(job)).json()).state, 'running');
  assert.equal((await fetch(waiting, { method: 'DELETE' })).status, 204);
  assert.equal((await fetch(job, { method: 'DELETE' })).status, 204);
  assert.match(await problem(await fetch(job)), /^404 /);
  await until(() => filesIn(spool) === 0, 'a deleted video stays on the disk');
  const metrics = async () => await (await fetch(`${address}/metrics`)).text();
  await until(async () => /^farface_working_videos 0$/m.test(await metrics()), 'it is still worked on');
  assert.match(await metrics(), /^farface_spool_bytes 0$/m);
  // The next one has its turn.
  const next = await begun(await post('?do=detect', clip(await peopleClip(folder, 'three.mp4', 3))));
  assert.equal((await ended(next)).about.failed, 0);
});

test('nothing of a video is in the log, and there was no defect', { skip }, () => {
  assert.doesNotMatch(JSON.stringify(service?.log), /street/);
  assert.deepEqual(service?.defects, []);
});
