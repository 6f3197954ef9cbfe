import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { connect, createServer, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import { setTimeout as wait } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { InputError } from '../errors/errors.js';
import { withoutFfmpeg } from '../video/testing/ffmpeg.js';
import { FleetQueue } from './queue.js';
import { sha256 } from './results.js';
import { type Asked, makeRun } from './run.js';
import { failuresOf, isThrough, statusOf } from './status.js';
import { FolderStore } from './store/folder-store.js';
import { readPlace, showPlace } from './store/place.js';
import { type SubmitOptions, submit } from './submit.js';
import { freePort, type Server, startPostgres, startRedis } from './testing/servers.js';
import { StubLooker } from './testing/stub-run.js';
import { FleetWorker, type WorkerSettings } from './work/fleet-worker.js';
import { type Looker, LookerLost, UnfitError } from './work/look.js';
import { ProcessLooker } from './work/process-looker.js';

const run = promisify(execFile);
const LOCK = 1_000;
const SIGNAL = new AbortController().signal;
const asked: Omit<Asked, 'in' | 'out'> = {
  command: 'redact',
  settings: { with: 'solid' },
  models: { precision: 'float32', verify: false },
  words: ['redact'],
};

for (const [name, start] of [
  ['Redis', startRedis],
  ['PostgreSQL', startPostgres],
] as const) {
  describe(`a fleet on ${name}`, async () => {
    let server: Server | undefined;
    let folder = '';
    let fleets = 0;
    const queues: FleetQueue[] = [];
    before(async () => {
      server = await start();
      folder = await mkdtemp(join(tmpdir(), 'farface-fleet-'));
    });
    after(async () => {
      await Promise.all(queues.map((queue) => queue.close(true)));
      await server?.stop();
      await rm(folder, { recursive: true });
    });

    /** A queue of its own, with photos of these names. */
    async function fleetOf(keys: readonly string[]) {
      fleets += 1;
      const queue = await FleetQueue.open(server!.url, `test-${fleets}`);
      queues.push(queue);
      const [from, to] = [join(folder, `${fleets}`, 'in'), join(folder, `${fleets}`, 'out')];
      for (const key of keys) {
        await mkdir(dirname(join(from, key)), { recursive: true });
        await writeFile(join(from, key), `photo ${key}`);
      }
      const run = await makeRun({ ...asked, in: showPlace(readPlace(from)), out: showPlace(readPlace(to)) });
      const stores = { photos: new FolderStore(from), results: new FolderStore(to) };
      const queued = (more: Partial<SubmitOptions> = {}, other = run) =>
        submit(queue, other, stores, { signal: SIGNAL, ...more });
      return { queue, run, from, to, stores, queued };
    }

    /** A worker that ends when nothing is left, or `until` is aborted. */
    async function work(
      queue: FleetQueue,
      looker: Looker = new StubLooker(),
      more: Partial<WorkerSettings> = {},
      until = new AbortController(),
    ) {
      const settings = {
        lookers: [looker],
        openStore: async (place: ReturnType<typeof readPlace>) => new FolderStore(showPlace(place)),
      };
      const patience = { total: 300, first: 5, longest: 20 };
      const worker = new FleetWorker(queue, { ...settings, lock: LOCK, grace: 2_000, patience, ...more });
      const ended = worker.run(until.signal);
      const watch = (async () => {
        // A server that is being restarted cannot say.
        while (!until.signal.aborted && !(await statusOf(queue).then(isThrough, () => false))) await wait(25);
        until.abort();
      })();
      await Promise.all([ended, watch]).finally(() => until.abort());
    }

    async function resultsIn(to: string): Promise<Record<string, string>> {
      const all = await readdir(to, { recursive: true, withFileTypes: true });
      const files = all
        .filter((entry) => entry.isFile() && entry.name !== 'place.json')
        .map((entry) => join(entry.parentPath, entry.name));
      return Object.fromEntries(
        await Promise.all(files.sort().map(async (file) => [file.slice(to.length + 1), await readFile(file, 'utf8')])),
      );
    }
    const skipped = (t: { skip(why: string): void }) => {
      if (!server) t.skip(`${name} is not installed here`);
      return !server;
    };

    test('every photo is done once, a second submission does nothing again, and what is new is done', async (t) => {
      if (skipped(t)) return;
      const keys = ['a.jpg', 'a.png', 'A.jpg', 'deep/ü 漢 #?&%2F.jpg', 'deep/no-ending', 'x.heic'];
      const { queue, from, to, queued } = await fleetOf([...keys, 'notes.txt']);
      let looks = 0;
      const looker = new StubLooker(async () => {
        looks += 1;
      });
      assert.equal((await queued()).listed, keys.length);
      await work(queue, looker);
      assert.deepEqual(Object.keys(await resultsIn(to)), keys.flatMap((key) => [key, `${key}.json`]).sort());
      assert.equal(looks, keys.length);
      const first = await resultsIn(to);
      await writeFile(join(from, 'new.jpg'), 'new');
      await writeFile(join(from, 'a.jpg'), 'changed since');
      await queued();
      await work(queue, looker);
      assert.equal(looks, keys.length + 2);
      const second = await resultsIn(to);
      assert.notEqual(second['a.jpg'], first['a.jpg']);
      assert.equal(second['a.png.json'], first['a.png.json']);
      assert.ok('new.jpg.json' in second);
      const status = await statusOf(queue);
      assert.equal(status.failed, 0);
      assert.equal(status.done, 2 * keys.length + 1);
      assert.ok(status.rate > 0);
    });

    test('what is wrong with a photo is told once, by name, and stops nothing', async (t) => {
      if (skipped(t)) return;
      const { queue, to, queued } = await fleetOf(['a.jpg', 'bad.jpg', 'c.jpg', 'killer.jpg', 'trouble.jpg']);
      const looks: Record<string, number> = {};
      const looker = new StubLooker(async ({ name }) => {
        const key = name.split('/').at(-1)!;
        looks[key] = (looks[key] ?? 0) + 1;
        if (key === 'bad.jpg') throw new InputError(`${name}: is not a picture.`);
        if (key === 'killer.jpg') throw new LookerLost('SIGSEGV');
        if (key === 'trouble.jpg' && looks[key] === 1) throw Object.assign(new Error('reset'), { code: 'ECONNRESET' });
      });
      await queued();
      await work(queue, looker);
      assert.deepEqual(looks, { 'a.jpg': 1, 'bad.jpg': 1, 'c.jpg': 1, 'killer.jpg': 3, 'trouble.jpg': 2 });
      assert.deepEqual(
        Object.keys(await resultsIn(to)).filter((key) => key.endsWith('.json')),
        ['a.jpg.json', 'c.jpg.json', 'trouble.jpg.json'],
      );
      const told: string[] = [];
      for await (const { photo, error } of failuresOf(queue))
        told.push(`${photo.split('/').at(-1)}: ${error.split(': ').slice(1).join(': ')}`);
      assert.deepEqual(told.sort(), [
        'bad.jpg: is not a picture.',
        'killer.jpg: ended the process that looked at it, 3 times (SIGSEGV).',
      ]);
      // A later submission leaves failures as they are, unless they are to be tried again.
      await queued();
      await work(queue, looker);
      assert.equal(looks['bad.jpg'], 1);
      assert.equal((await queued({ retryFailed: true })).retried, 2);
      await work(queue);
      assert.equal((await statusOf(queue)).failed, 0);
    });

    test('photos of a worker that is lost are taken over; one that ends its workers each time fails by name', async (t) => {
      if (skipped(t)) return;
      const { queue, to, queued } = await fleetOf(['a.jpg', 'b.jpg']);
      await queued();
      // Workers that die with a photo in their hands: its lock is never renewed.
      const lose = async () => {
        const lost = queue.worker(async () => ({ before: false, faces: 0 }), {
          lockDuration: 200,
          skipLockRenewal: true,
          stalledInterval: 200,
          maxStalledCount: 1e6,
        });
        await lost.startStalledCheckTimer();
        let job = await lost.getNextJob(`${Math.random()}`, { block: false });
        for (let tries = 0; job?.data.key !== 'b.jpg' && tries < 200; tries++) {
          if (job) await job.moveToDelayed(Date.now() + 50, job.token);
          await wait(20);
          job = await lost.getNextJob(`${Math.random()}`, { block: false });
        }
        assert.equal(job?.data.key, 'b.jpg');
        await wait(250);
        await lost.close(true);
      };
      await lose();
      await work(queue);
      assert.deepEqual(Object.keys(await resultsIn(to)), ['a.jpg', 'a.jpg.json', 'b.jpg', 'b.jpg.json']);

      await rm(to, { recursive: true });
      await queued();
      for (let times = 0; times < 5; times++) await lose();
      await work(queue);
      assert.deepEqual(Object.keys(await resultsIn(to)), ['a.jpg', 'a.jpg.json']);
      for await (const { error } of failuresOf(queue))
        assert.match(error, /^b\.jpg: the worker that looked at it ended [56] times\.$/);
      assert.equal((await statusOf(queue)).failed, 1);
    });

    test('videos are done as photos are, by whoever takes over from a lost worker', {
      skip: withoutFfmpeg,
    }, async (t) => {
      if (skipped(t)) return;
      const { queue, from, to, queued } = await fleetOf(['broken.mp4']);
      const still = fileURLToPath(new URL('../../docs/portraits.jpg', import.meta.url));
      const words = ['-v', 'error', '-loop', '1', '-framerate', '25', '-i', still, '-vf', 'crop=160:104:60:60'];
      await run('ffmpeg', [...words, '-frames:v', '4', '-pix_fmt', 'yuv420p', join(from, 'walk.mp4')]);
      assert.equal((await queued()).listed, 2);
      // A worker dies with both in its hands.
      const lost = queue.worker(async () => ({ before: false, faces: 0 }), {
        ...{ lockDuration: 200, skipLockRenewal: true, stalledInterval: 200, maxStalledCount: 1e6 },
      });
      await lost.startStalledCheckTimer();
      const held = [await lost.getNextJob('one', { block: false }), await lost.getNextJob('other', { block: false })];
      assert.deepEqual(held.map((job) => job?.data.key).sort(), ['broken.mp4', 'walk.mp4']);
      await wait(250);
      await lost.close(true);
      const spool = join(folder, `spool-${fleets}`);
      const real = new ProcessLooker(60, 120);
      const looks: string[] = [];
      const looker: Looker = {
        look: async (task, signal) => {
          looks.push(task.name.slice(from.length + 1));
          // Longer than the lock, which is renewed meanwhile.
          await wait(2 * LOCK);
          return await real.look(task, signal);
        },
        close: () => real.close(),
      };
      await work(queue, looker, { spool });
      assert.deepEqual(looks.sort(), ['broken.mp4', 'walk.mp4']);
      assert.deepEqual(Object.keys(await resultsIn(to)), ['walk.mp4', 'walk.mp4.json']);
      const mark = JSON.parse(await readFile(join(to, 'walk.mp4.json'), 'utf8'));
      assert.deepEqual([mark.line.frames, mark.picture.key], [4, 'walk.mp4']);
      assert.ok(mark.line.tracks >= 1, `${mark.line.tracks} tracks`);
      assert.equal(mark.picture.sha256, sha256(await readFile(join(to, 'walk.mp4'))));
      const reasons: string[] = [];
      for await (const { error } of failuresOf(queue)) reasons.push(error);
      assert.equal(reasons.length, 1);
      assert.match(reasons[0]!, /broken\.mp4: is no video that can be read/);
      assert.deepEqual(await readdir(spool), []);
      // What is done is not done again.
      await queued();
      await work(queue, looker, { spool });
      assert.equal(looks.length, 2);
    });

    test('a listing that was cut short is gone on with, and waits while too much waits', async (t) => {
      if (skipped(t)) return;
      const keys = Array.from({ length: 1_200 }, (_, index) => `${String(index).padStart(4, '0')}.jpg`);
      const { queue, queued } = await fleetOf(keys);
      const end = new AbortController();
      const cut = await queued({ signal: end.signal, onProgress: () => end.abort() });
      assert.deepEqual([cut.whole, cut.listed], [false, 500]);
      assert.equal((await statusOf(queue)).runs[0]!.whole, false);
      assert.equal(isThrough(await statusOf(queue)), false);
      const rest = queued({ highWater: 600 });
      for (let tries = 0; (await statusOf(queue)).waiting < 1_000 && tries < 500; tries++) await wait(20);
      await wait(200);
      assert.equal((await statusOf(queue)).waiting, 1_000, 'one step over the mark');
      const lookers = Array.from({ length: 16 }, () => new StubLooker());
      const working = work(queue, lookers[0], { lookers });
      const { whole, listed, resumed } = await rest;
      assert.deepEqual([whole, listed, resumed], [true, 1_200, true]);
      await working;
      assert.equal((await statusOf(queue)).done, 1_200);
    });

    test('a worker that is told to stop ends what it has begun, or gives it back', async (t) => {
      if (skipped(t)) return;
      const { queue, to, queued } = await fleetOf(['a.jpg', 'b.jpg', 'c.jpg', 'd.jpg']);
      await queued();
      const stop = new AbortController();
      const slow = new StubLooker(async () => {
        stop.abort();
        await wait(100);
      });
      await work(queue, slow, {}, stop);
      const done = Object.keys(await resultsIn(to)).filter((key) => key.endsWith('.json')).length;
      assert.ok(done >= 1 && done <= 2, `${done} done`);
      const stuck = new AbortController();
      const never = new StubLooker(async (_, signal) => {
        stuck.abort();
        await wait(60_000, undefined, { signal });
      });
      await work(queue, never, { grace: 50 }, stuck);
      const { waiting, active, failed, delayed } = await statusOf(queue);
      assert.deepEqual({ waiting, active, failed, delayed }, { waiting: 4 - done, active: 0, failed: 0, delayed: 0 });
      await work(queue);
      assert.equal((await statusOf(queue)).done, 4);
    });

    test('a machine that cannot take part leaves the photos to others', async (t) => {
      if (skipped(t)) return;
      const { queue, to, queued } = await fleetOf(['a.jpg']);
      await queued();
      const unfit = new StubLooker(async () => {
        throw new UnfitError('This machine gets sums of 8-bit products wrong.');
      });
      await assert.rejects(work(queue, unfit), { name: 'InputError', message: /8-bit products/ });
      // A folder that is not mounted there.
      const elsewhere = async () => new FolderStore(join(folder, 'elsewhere'));
      await assert.rejects(work(queue, new StubLooker(), { openStore: elsewhere }), {
        name: 'InputError',
        message: /is not the place that the photos were submitted to/,
      });
      assert.equal((await statusOf(queue)).failed, 0);
      await work(queue);
      assert.deepEqual(Object.keys(await resultsIn(to)), ['a.jpg', 'a.jpg.json']);
    });

    test('results of other options are replaced only where that was said, and not while others are made', async (t) => {
      if (skipped(t)) return;
      const { queue, run, to, queued } = await fleetOf(['a.jpg']);
      await mkdir(to, { recursive: true });
      await writeFile(join(to, 'mine.txt'), 'mine');
      await assert.rejects(queued(), { message: /holds files that are no results of farface, such as mine\.txt/ });
      await rm(join(to, 'mine.txt'));
      await queued();
      const other = await makeRun({ ...asked, settings: { with: 'blur' }, in: run.in, out: run.out });
      await assert.rejects(queued({}, other), {
        message: /holds results of other options: with \("solid" before, "blur" now\)/,
      });
      await assert.rejects(queued({ overwrite: true }, other), { message: /still wait/ });
      await work(queue);
      await queued({ overwrite: true }, other);
      await work(queue);
      assert.match((await resultsIn(to))['a.jpg.json']!, new RegExp(other.fingerprint));
      assert.equal((await statusOf(queue)).runs.length, 1);
    });

    test('a worker that loses the network writes nothing more and ends', async (t) => {
      if (skipped(t)) return;
      const { queue, to, queued } = await fleetOf(['a.jpg']);
      await queued();
      const { wire, cut } = await wireTo(new URL(server!.url).port);
      const url = new URL(server!.url);
      url.port = `${wire}`;
      const far = await FleetQueue.open(url.href, queue.photos.name);
      queues.push(far);
      let begun: () => void = () => {};
      const looking = new Promise<void>((resolve) => {
        begun = resolve;
      });
      const looker = new StubLooker(async (_, signal) => {
        begun();
        await wait(60_000, undefined, { signal });
      });
      const working = work(far, looker, { lock: 400, giveUp: 1_200 });
      await looking;
      cut();
      await assert.rejects(working, { name: 'InputError', message: /no answer for 1 s, so this worker stops/ });
      assert.deepEqual(await resultsIn(to), {});
      await work(queue, new StubLooker(), { lock: 400 });
      assert.deepEqual(Object.keys(await resultsIn(to)), ['a.jpg', 'a.jpg.json']);
    });

    test('a server that is ended and started again is waited for', async (t) => {
      if (skipped(t)) return;
      const keys = Array.from({ length: 40 }, (_, index) => `${index}.jpg`);
      const { queue, to, queued } = await fleetOf(keys);
      await queued();
      const slow = new StubLooker(async () => {
        await wait(25);
      });
      const working = work(queue, slow);
      await wait(200);
      await server!.restart(300);
      await working;
      assert.equal(Object.keys(await resultsIn(to)).length, 80);
      assert.equal((await statusOf(queue)).failed, 0);
    });
  });
}

/** A port that leads to another one, until it is cut: nothing comes through then, and nobody says so. */
async function wireTo(port: string) {
  const ends: Socket[] = [];
  const server = createServer((near) => {
    const far = connect(Number(port), '127.0.0.1');
    ends.push(near, far);
    near.pipe(far).pipe(near);
    for (const end of [near, far]) end.on('error', () => {});
  });
  const wire = await freePort();
  server.listen(wire, '127.0.0.1').unref();
  const cut = () => {
    for (const end of ends) end.unpipe().pause().unref();
    server.on('connection', (socket) => socket.pause().unref());
  };
  return { wire, cut };
}

test('what cannot be a queue, or does not answer, is named', async () => {
  await assert.rejects(FleetQueue.open('http://host'), {
    name: 'InputError',
    message: /expected redis:\/\/.*received http:/,
  });
  await assert.rejects(FleetQueue.open('nothing'), { name: 'InputError', message: /expected redis:/ });
  await assert.rejects(FleetQueue.open(undefined, 'a:b'), { name: 'InputError', message: /a queue's name/ });
  const url = `redis://user:secret@127.0.0.1:${await freePort()}`;
  await assert.rejects(FleetQueue.open(url, 'x', 500), (error: Error) => {
    assert.match(error.message, /cannot be reached: .*ECONNREFUSED/);
    return !error.message.includes('secret');
  });
});
