import assert from 'node:assert/strict';
import { mkdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { test } from 'node:test';
import { setTimeout as wait } from 'node:timers/promises';
import { InputError } from '../errors/errors.js';
import { FleetQueue } from './queue.js';
import { makeRun } from './run.js';
import { failuresOf, isThrough, statusOf } from './status.js';
import { asked, onEachQueue, resultsIn, work } from './testing/fleet-scene.js';
import { freePort } from './testing/servers.js';
import { StubLooker } from './testing/stub-run.js';
import { LookerLost } from './work/look.js';

onEachQueue('a fleet', (scene) => {
  test('every photo is done once, a second submission does nothing again, and what is new is done', async (t) => {
    if (scene.skipped(t)) return;
    const keys = ['a.jpg', 'a.png', 'A.jpg', 'deep/ü 漢 #?&%2F.jpg', 'deep/no-ending', 'x.heic'];
    const { queue, from, to, queued } = await scene.fleetOf([...keys, 'notes.txt']);
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
    if (scene.skipped(t)) return;
    const { queue, to, queued } = await scene.fleetOf(['a.jpg', 'bad.jpg', 'c.jpg', 'killer.jpg', 'trouble.jpg']);
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

  test('a listing that was cut short is gone on with, and waits while too much waits', async (t) => {
    if (scene.skipped(t)) return;
    const keys = Array.from({ length: 1_200 }, (_, index) => `${String(index).padStart(4, '0')}.jpg`);
    const { queue, queued } = await scene.fleetOf(keys);
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

  test('results of other options are replaced only where that was said, and not while others are made', async (t) => {
    if (scene.skipped(t)) return;
    const { queue, run, to, queued } = await scene.fleetOf(['a.jpg']);
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
});

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
