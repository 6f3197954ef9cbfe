import assert from 'node:assert/strict';
import { execFile, execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, mkdtempSync, readdirSync, statSync } from 'node:fs';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, type TestContext, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import sharp from 'sharp';
import { probed } from '../video/testing/clips.js';
import { withoutFfmpeg } from '../video/testing/ffmpeg.js';
import { startService } from './service.js';

const skip = withoutFfmpeg;
const run = promisify(execFile);
const folder = mkdtempSync(join(tmpdir(), 'farface-service-videos-'));
const spool = join(folder, 'spool');
const defects: unknown[] = [];
const log: unknown[] = [];
const base = { host: '127.0.0.1', port: 0, threads: 1, version: '1', detector: {}, keys: undefined, cors: [] };
const quiet = {
  page: undefined,
  log: (entry: unknown) => log.push(entry),
  report: (error: unknown) => defects.push(error),
};
const limits = { videoMegabytes: 2, videoFrames: 40, videoMegapixels: 0.5, spoolMegabytes: 20, receiveSeconds: 3 };
const service = skip ? undefined : await startService({ ...base, ...quiet, limits, videos: { spool } });
const address = service?.address ?? '';
after(async () => {
  await service?.end();
  await rm(folder, { recursive: true, force: true });
});

/** A clip of people: `frames` frames of 320 × 208 pixels, moving by two pixels each, with a sound. */
async function peopleClip(name: string, frames: number, more: readonly string[] = []): Promise<Buffer> {
  const still = join(folder, 'people.png');
  const portraits = fileURLToPath(new URL('../../docs/portraits.jpg', import.meta.url));
  await sharp(portraits).extract({ left: 0, top: 0, width: 420, height: 208 }).png().toFile(still);
  const path = join(folder, name);
  const pan = "crop=320:208:'min(2*n,100)':0";
  const words = ['-v', 'error', '-y', '-loop', '1', '-framerate', '25', '-i', still, '-f', 'lavfi', '-i', 'sine=440'];
  const coded = [
    '-vf',
    pan,
    '-frames:v',
    String(frames),
    '-pix_fmt',
    'yuv420p',
    '-crf',
    '16',
    '-t',
    String(frames / 25),
  ];
  await run('ffmpeg', [...words, ...coded, ...more, path]);
  return await readFile(path);
}

const clip = (bytes: Uint8Array, type = 'video/mp4') => new Blob([new Uint8Array(bytes)], { type });
const form = (bytes: Uint8Array, fields: Record<string, string>, name = 'street.mp4') => {
  const data = new FormData();
  // Options may come behind the video.
  data.set('video', clip(bytes), name);
  for (const [key, value] of Object.entries(fields)) data.set(key, value);
  return data;
};
const post = (query: string, body: NonNullable<RequestInit['body']>, headers: Record<string, string> = {}) =>
  fetch(`${address}/v1/jobs${query}`, { method: 'POST', body, headers });
const problem = async (response: Response) => {
  assert.equal(response.headers.get('content-type'), 'application/problem+json');
  const { status, type, detail } = await response.json();
  return `${status} ${type.replace('/docs#', '')}: ${detail}`;
};
const begun = async (response: Response) => {
  assert.equal(response.status, 202, response.status === 202 ? '' : await response.text());
  return `${address}${response.headers.get('location')}`;
};
/** The state of a job at its end. */
const ended = async (job: string) => {
  const events = await (await fetch(`${job}/events`)).text();
  return { events, about: JSON.parse(/event: end\ndata: (.*)\n\n$/.exec(events)![1]!) };
};
const lineOf = async (job: string) => JSON.parse((await (await fetch(`${job}/lines`)).text()).trim());
/** Files in the spool, of all jobs. */
const spooled = (place = spool) =>
  readdirSync(place, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile()).length;
const until = async (isRight: () => boolean | Promise<boolean>, what: string) => {
  for (let tries = 0; tries < 400; tries++) {
    if (await isRight()) return;
    await new Promise((resolve) => setTimeout(resolve, 25));
  }
  assert.fail(what);
};

test('a video is redacted as a job: its progress is told, and the result is handed out once', { skip }, async () => {
  const sent = await peopleClip('street.mp4', 12, ['-c:a', 'aac']);
  const job = await begun(await post('', form(sent, { do: 'redact', scale: '1.5' }, '../../street.mp4')));
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
  await until(() => spooled() === 0, 'the result stays on the disk');
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
  await until(() => spooled() === 0, 'the lines stay on the disk');
});

test('all containers come and go as they are', { skip }, async () => {
  const kinds: [string, string, string[]][] = [
    ['a.webm', 'video/webm', ['-c:v', 'libvpx-vp9', '-c:a', 'libopus', '-deadline', 'realtime']],
    ['a.mkv', 'video/x-matroska', ['-c:a', 'aac']],
    ['a.mov', 'video/quicktime', ['-c:a', 'aac']],
  ];
  for (const [name, type, words] of kinds) {
    const job = await begun(await post('?do=redact', clip(await peopleClip(name, 3, words), type)));
    await ended(job);
    const answer = await fetch(`${job}/video`);
    assert.equal(answer.headers.get('content-type'), type, await (await fetch(`${job}/lines`)).text());
    await answer.arrayBuffer();
  }
});

test('what cannot be redacted whole has no video, and its line says why', { skip }, async () => {
  const whole = await peopleClip('cut.mp4', 12, ['-movflags', '+faststart']);
  const long = await peopleClip('long.mp4', 41);
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
    const job = await begun(await post('', form(bytes, { do: 'redact' })));
    const { about } = await ended(job);
    assert.deepEqual([about.state, about.failed], ['done', 1]);
    assert.match((await lineOf(job)).error, expected);
    assert.match(await problem(await fetch(`${job}/video`)), /^404 not-found: /);
    await until(() => spooled() === 0, 'a failed video stays on the disk');
  }
});

test('a request that is wrong begins nothing and leaves nothing', { skip }, async () => {
  const small = await peopleClip('small.mp4', 2);
  const two = form(small, { do: 'redact' });
  two.append('video', clip(small), 'b.mp4');
  const mixed = form(small, { do: 'redact' });
  mixed.append('picture', new Blob(['x'], { type: 'image/jpeg' }), 'a.jpg');
  const other = new FormData();
  other.append('picture', new Blob(['x'], { type: 'image/jpeg' }), 'a.jpg');
  other.append('video', clip(small), 'b.mp4');
  other.set('do', 'redact');
  const large = new Uint8Array(2_100_000);
  const cases: [string, NonNullable<RequestInit['body']>, RegExp][] = [
    ['?do=redact', clip(large), /^413 too-large: The body has 2,100,000 bytes/],
    ['', form(large, { do: 'redact' }), /^413 too-large: /],
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
    await until(() => spooled() === 1, 'nothing comes');
    abort.abort();
    await assert.rejects(sending);
    await until(() => spooled() === 0, `a cut off video stays on the disk: ${type}`);
  }
  assert.equal((await fetch(`${address}/readyz`)).status, 200);
});

test('a video that is deleted stops; meanwhile pictures are answered', { skip }, async () => {
  const long = await peopleClip('forty.mp4', 40);
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
  await until(() => spooled() === 0, 'a deleted video stays on the disk');
  const metrics = async () => await (await fetch(`${address}/metrics`)).text();
  await until(async () => /^farface_working_videos 0$/m.test(await metrics()), 'it is still worked on');
  assert.match(await metrics(), /^farface_spool_bytes 0$/m);
  // The next one has its turn.
  const next = await begun(await post('?do=detect', clip(await peopleClip('three.mp4', 3))));
  assert.equal((await ended(next)).about.failed, 0);
});

test('where no videos are taken it says so before anything comes, and what would help', { skip }, async () => {
  const none = await startService({ ...base, ...quiet, limits });
  try {
    const ready = await (await fetch(`${none.address}/readyz`)).json();
    assert.match(ready.videos.not, /--no-videos/);
    const headers = { 'Content-Type': 'video/mp4' };
    const answer = await fetch(`${none.address}/v1/jobs?do=redact`, { method: 'POST', body: 'x', headers });
    assert.match(await problem(answer), /^501 no-videos: Videos are not taken: .*--no-videos/);
    const documented = JSON.stringify(await (await fetch(`${none.address}/openapi.json`)).json());
    assert.match(documented, /Videos are not taken here/);
  } finally {
    await none.end();
  }
  const { PATH } = process.env;
  process.env.PATH = '/nowhere';
  try {
    await assert.rejects(
      startService({ ...base, ...quiet, limits, videos: { codec: 'ffmpeg' } }),
      /ffmpeg: is not installed\. Run npm install node-av .*apt install ffmpeg/,
    );
  } finally {
    process.env.PATH = PATH;
  }
  const ready = await (await fetch(`${address}/readyz`)).json();
  assert.match(ready.videos.by, /^(node-av|ffmpeg)$/);
});

test('a spool that others can read, or that is a link, is not used', { skip }, async () => {
  const open = join(folder, 'open');
  mkdirSync(open, { mode: 0o755 });
  await assert.rejects(
    startService({ ...base, ...quiet, limits, videos: { spool: open } }),
    /open: can be read by others \(chmod 700 makes it private\)/,
  );
});

test('what a killed service left on the disk goes when the next one starts', { skip }, async (t) => {
  const place = join(await mkdtemp(join(folder, 'killed-')), 'spool');
  const first = await started(t, place);
  const body = clip(await peopleClip('killed.mp4', 40));
  const headers = { 'Content-Type': 'video/mp4' };
  const answer = await fetch(`${first.address}/v1/jobs?do=redact`, { method: 'POST', body, headers });
  assert.equal(answer.status, 202);
  assert.equal(spooled(place), 1);
  first.child.kill('SIGKILL');
  await once(first.child, 'exit');
  assert.ok(spooled(place) > 0);
  const second = await started(t, place);
  assert.equal(spooled(place), 0);
  second.child.kill('SIGTERM');
  const [code] = await once(second.child, 'exit');
  assert.equal(code, 0);
  assert.deepEqual(readdirSync(place), []);
});

test('a disk that is full refuses a video, and one whose result has no room fails by name', {
  skip: skip || withoutTmpfs(),
}, async (t) => {
  const place = await mkdtemp(join(folder, 'small-'));
  const fits = await peopleClip('fits.mp4', 30);
  // Room for it, and for less than half of the result.
  const size = Math.ceil((1.4 * fits.length) / 4096) * 4096;
  execFileSync('mount', ['-t', 'tmpfs', '-o', `size=${size},mode=0700`, 'tmpfs', place]);
  const full = await startService({ ...base, ...quiet, limits, videos: { spool: place } });
  t.after(async () => {
    await full.end();
    execFileSync('umount', [place]);
  });
  const send = (bytes: Uint8Array) =>
    fetch(`${full.address}/v1/jobs?do=redact`, {
      method: 'POST',
      body: clip(bytes),
      headers: { 'Content-Type': 'video/mp4' },
    });
  assert.match(await problem(await send(new Uint8Array(900_000))), /^507 disk-full: There is no room on the disk/);
  assert.equal(spooled(place), 0);
  const answer = await send(fits);
  assert.equal(answer.status, 202);
  const job = `${full.address}${answer.headers.get('location')}`;
  const { about } = await ended(job);
  assert.equal(about.failed, 1);
  assert.match((await lineOf(job)).error, /^video: .*(no space left on device|ENOSPC|disk is full)/i);
  await until(() => spooled(place) === 0, 'it stays on the disk');
});

test('nothing of a video is in the log, and there was no defect', { skip }, () => {
  assert.doesNotMatch(JSON.stringify(log), /street/);
  assert.deepEqual(defects, []);
});

/** Why a disk of a few kilobytes cannot be made; false where it can. */
function withoutTmpfs(): string | false {
  const place = mkdtempSync(join(tmpdir(), 'farface-tmpfs-'));
  try {
    execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=64k', 'tmpfs', place], { stdio: 'ignore' });
    execFileSync('umount', [place]);
    return false;
  } catch {
    return 'no small disk can be mounted here';
  }
}

async function started(t: TestContext, place: string) {
  const main = fileURLToPath(new URL('../cli/main.ts', import.meta.url));
  const words = ['serve', '--no-page', '--port', '0', '--workers', '1', '--spool', place];
  const child = spawn(process.execPath, ['--import', 'tsx', main, ...words], { stdio: ['ignore', 'pipe', 'ignore'] });
  t.after(() => child.kill('SIGKILL'));
  const [line] = await once(child.stdout, 'data');
  return { child, address: String(line).trim() };
}
