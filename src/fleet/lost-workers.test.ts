import assert from 'node:assert/strict';
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { test } from 'node:test';
import { setTimeout as wait } from 'node:timers/promises';
import { FleetQueue } from './queue.js';
import { failuresOf, statusOf } from './status.js';
import { FolderStore } from './store/folder-store.js';
import { onEachQueue, resultsIn, wireTo, work } from './testing/fleet-scene.js';
import { StubLooker } from './testing/stub-run.js';
import { UnfitError } from './work/look.js';

onEachQueue('a fleet whose workers are lost', (scene) => {
  test('photos of a worker that is lost are taken over; one that ends its workers each time fails by name', async (t) => {
    if (scene.skipped(t)) return;
    const { queue, to, queued } = await scene.fleetOf(['a.jpg', 'b.jpg']);
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

  test('a worker that is told to stop ends what it has begun, or gives it back', async (t) => {
    if (scene.skipped(t)) return;
    const { queue, to, queued } = await scene.fleetOf(['a.jpg', 'b.jpg', 'c.jpg', 'd.jpg']);
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
    if (scene.skipped(t)) return;
    const { queue, to, queued } = await scene.fleetOf(['a.jpg']);
    await queued();
    const unfit = new StubLooker(async () => {
      throw new UnfitError('This machine gets sums of 8-bit products wrong.');
    });
    await assert.rejects(work(queue, unfit), { name: 'InputError', message: /8-bit products/ });
    // A folder that is not mounted there.
    const elsewhere = async () => new FolderStore(join(scene.folder, 'elsewhere'));
    await assert.rejects(work(queue, new StubLooker(), { openStore: elsewhere }), {
      name: 'InputError',
      message: /is not the place that the photos were submitted to/,
    });
    assert.equal((await statusOf(queue)).failed, 0);
    await work(queue);
    assert.deepEqual(Object.keys(await resultsIn(to)), ['a.jpg', 'a.jpg.json']);
  });

  test('a worker that loses the network writes nothing more and ends', async (t) => {
    if (scene.skipped(t)) return;
    const { queue, to, queued } = await scene.fleetOf(['a.jpg']);
    await queued();
    const { wire, cut } = await wireTo(new URL(scene.server!.url).port);
    const url = new URL(scene.server!.url);
    url.port = `${wire}`;
    const far = await FleetQueue.open(url.href, queue.photos.name);
    scene.queues.push(far);
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
    if (scene.skipped(t)) return;
    const keys = Array.from({ length: 40 }, (_, index) => `${index}.jpg`);
    const { queue, to, queued } = await scene.fleetOf(keys);
    await queued();
    const slow = new StubLooker(async () => {
      await wait(25);
    });
    const working = work(queue, slow);
    await wait(200);
    await scene.server!.restart(300);
    await working;
    assert.equal(Object.keys(await resultsIn(to)).length, 80);
    assert.equal((await statusOf(queue)).failed, 0);
  });
});
