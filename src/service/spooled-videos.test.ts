import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { request } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, type TestContext, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { smallDisk, withoutSmallDisk } from '../spool/testing/small-disk.js';
import { withoutFfmpeg } from '../video/testing/ffmpeg.js';
import { startService } from './service.js';
import { problem, serviceForTests } from './testing/service.js';
import { clip, ended, filesIn, jobsOf, lineOf, peopleClip, until } from './testing/videos.js';

const skip = withoutFfmpeg;
const folder = mkdtempSync(join(tmpdir(), 'farface-service-spool-'));
after(() => rm(folder, { recursive: true, force: true }));

const settings = {
  ...{ host: '127.0.0.1', port: 0, threads: 1, version: '1', detector: {}, keys: undefined, cors: [] },
  ...{ page: undefined, log: undefined, report: (error: unknown) => assert.ifError(error) },
};

test('a spool that others can read, or that is a link, is not used', { skip }, async () => {
  const open = join(folder, 'open');
  mkdirSync(open, { mode: 0o755 });
  await assert.rejects(
    startService({ ...settings, videos: { spool: open } }),
    /open: can be read by others \(chmod 700 makes it private\)/,
  );
});

test('what a killed service left on the disk goes when the next one starts', { skip }, async (t) => {
  const place = join(await mkdtemp(join(folder, 'killed-')), 'spool');
  const first = await started(t, place);
  const answer = await jobsOf(first.address).post('?do=redact', clip(await peopleClip(folder, 'killed.mp4', 40)));
  assert.equal(answer.status, 202);
  assert.ok(filesIn(place) >= 1);
  first.child.kill('SIGKILL');
  await once(first.child, 'exit');
  assert.ok(filesIn(place) > 0);
  const second = await started(t, place);
  assert.equal(filesIn(place), 0);
  second.child.kill('SIGTERM');
  const [code] = await once(second.child, 'exit');
  assert.equal(code, 0);
  assert.deepEqual(readdirSync(place), []);
});

test('a video whose process is killed fails by name, leaves nothing, and the next one has its turn', {
  skip,
}, async () => {
  const place = join(folder, 'ended');
  const { address, defects } = await serviceForTests({ videos: { spool: place } });
  const { post, begun } = jobsOf(address);
  const job = await begun(await post('?do=redact', clip(await peopleClip(folder, 'ended.mp4', 12))));
  // In the midst of what it writes: half of the result lies there.
  await until(async () => (await (await fetch(job)).json()).video.pass !== 'look', 'nothing is written');
  const [child] = videoProcesses(process.pid);
  process.kill(child!, 'SIGKILL');
  const { about } = await ended(job);
  assert.deepEqual([about.state, about.failed], ['done', 1]);
  assert.match((await lineOf(job)).error, /^video: ended the process that worked on it\.$/);
  assert.match(await problem(await fetch(`${job}/video`)), /^404 not-found: /);
  await until(() => filesIn(place) === 0, 'something of it stays on the disk');
  const next = await begun(await post('?do=detect', clip(await peopleClip(folder, 'next.mp4', 2))));
  assert.equal((await ended(next)).about.failed, 0);
  assert.deepEqual(defects, []);
});

test('jobs of one name have nothing to do with each other', { skip }, async () => {
  const place = join(folder, 'named');
  const { address } = await serviceForTests({ videos: { spool: place }, limits: { videosAtOnce: 2 } });
  const { post, begun } = jobsOf(address);
  const clips = [await peopleClip(folder, 'two.mp4', 2), await peopleClip(folder, 'three.mp4', 3)];
  const jobs = await Promise.all(clips.map(async (bytes) => await begun(await post('?do=redact', clip(bytes)))));
  for (const job of jobs) assert.equal((await ended(job)).about.failed, 0);
  assert.deepEqual(await Promise.all(jobs.map(async (job) => (await lineOf(job)).frames)), [2, 3]);
  assert.equal((await fetch(jobs[0]!, { method: 'DELETE' })).status, 204);
  await until(() => filesIn(place) === 1, 'more or less than the other result lies there');
  const left = await fetch(`${jobs[1]}/video`);
  assert.ok((await left.arrayBuffer()).byteLength > 1000);
});

test('a video is let in only where there is room for its result as well', { skip }, async () => {
  const place = join(folder, 'room');
  const bytes = await peopleClip(folder, 'room.mp4', 8);
  const limits = { videoMegabytes: 2, spoolMegabytes: (3.5 * bytes.length) / 1e6 };
  const { address } = await serviceForTests({ videos: { spool: place }, limits });
  const { post, begun } = jobsOf(address);
  const job = await begun(await post('?do=redact', clip(bytes)));
  const refused = await post('?do=redact', clip(bytes));
  assert.ok(Number(refused.headers.get('retry-after')) >= 1);
  assert.match(await problem(refused), /^429 too-busy: /);
  assert.equal((await ended(job)).about.failed, 0, JSON.stringify(await lineOf(job)));
});

test('SIGTERM ends a video that is worked on, and one that still comes; nothing is left of either', {
  skip,
}, async (t) => {
  const place = join(await mkdtemp(join(folder, 'term-')), 'spool');
  const { child, address } = await started(t, place);
  const bytes = await peopleClip(folder, 'term.mp4', 40);
  const { post, begun } = jobsOf(address);
  const job = await begun(await post('?do=redact', clip(bytes)));
  await until(async () => (await (await fetch(job)).json()).video.frame > 1, 'it does not begin');
  const [worker] = videoProcesses(child.pid!);
  const slow = request(`${address}/v1/jobs?do=redact`, { method: 'POST', headers: { 'Content-Type': 'video/mp4' } });
  slow.write(bytes.subarray(0, 1000));
  await until(() => filesIn(place) === 3, 'nothing comes');
  child.kill('SIGTERM');
  const answered = once(slow, 'response');
  // Its last bytes come while the service is ending.
  await until(() => !isGoingOn(worker!), 'the process of the video goes on');
  slow.end(bytes.subarray(1000));
  const [{ statusCode }] = await answered;
  assert.equal(statusCode, 503);
  const [code] = await once(child, 'exit');
  assert.equal(code, 0);
  assert.deepEqual(readdirSync(place), []);
});

test('a disk that is full refuses a video, and one whose result has no room fails by name', {
  skip: skip || withoutSmallDisk(),
}, async (t) => {
  const place = await mkdtemp(join(folder, 'small-'));
  const fits = await peopleClip(folder, 'fits.mp4', 30);
  // Room for it, and for a tenth of that: the result, with masks over people, is smaller but not that small.
  const size = Math.ceil((1.1 * fits.length) / 4096) * 4096;
  const unmount = smallDisk(place, size);
  const full = await startService({ ...settings, limits: { videoMegabytes: 2 }, videos: { spool: place } });
  t.after(async () => {
    await full.end();
    unmount();
  });
  const send = (bytes: Uint8Array) =>
    fetch(`${full.address}/v1/jobs?do=redact`, {
      method: 'POST',
      body: clip(bytes),
      headers: { 'Content-Type': 'video/mp4' },
    });
  assert.match(await problem(await send(new Uint8Array(900_000))), /^507 disk-full: There is no room on the disk/);
  assert.equal(filesIn(place), 0);
  const answer = await send(fits);
  assert.equal(answer.status, 202);
  const job = `${full.address}${answer.headers.get('location')}`;
  const { about } = await ended(job);
  assert.equal(about.failed, 1);
  assert.match((await lineOf(job)).error, /^video: .*(no space left on device|ENOSPC|disk is full)/i);
  await until(() => filesIn(place) === 0, 'it stays on the disk');
});

/** Processes of videos whose parent that one is. */
function videoProcesses(parent: number): number[] {
  const numbers = readdirSync('/proc').filter((name) => /^\d+$/.test(name));
  return numbers.map(Number).filter((id) => {
    try {
      const about = readFileSync(`/proc/${id}/stat`, 'utf8');
      const words = readFileSync(`/proc/${id}/cmdline`, 'utf8');
      return words.includes('video-process') && about.slice(about.lastIndexOf(')')).split(' ')[2] === String(parent);
    } catch {
      return false;
    }
  });
}

function isGoingOn(id: number): boolean {
  try {
    process.kill(id, 0);
    return true;
  } catch {
    return false;
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
