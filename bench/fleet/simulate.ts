import { setTimeout as wait } from 'node:timers/promises';
import { FleetQueue } from '../../src/fleet/queue.js';
import { statusOf } from '../../src/fleet/status.js';
import { StubLooker } from '../../src/fleet/testing/stub-run.js';
import { FleetWorker } from '../../src/fleet/work/fleet-worker.js';
import { createRandom } from '../../src/random/random.js';
import { queueScene } from './queue-scene.js';

/** Many workers with stand-ins for detectors, each with connections of its own, on the real queue. */
export async function simulate(photos: number, workers: number, look: number): Promise<void> {
  const scene = await queueScene('Redis', photos);
  if (!scene) throw new Error('redis-server is not installed.');
  const random = createRandom(1);
  const end = new AbortController();
  const shares = Array.from({ length: workers }, () => 0);
  let done = 0;
  const queues = await Promise.all(shares.map(() => FleetQueue.open(scene.server.url)));
  const fleet = queues.map((queue, index) => {
    const looker = new StubLooker(() => wait(look * (0.5 + random())));
    return new FleetWorker(queue, {
      ...{ lookers: [looker], openStore: scene.open },
      on: {
        done: () => {
          shares[index]! += 1;
          done += 1;
          if (done >= photos) end.abort();
        },
      },
    });
  });
  const begun = performance.now();
  await Promise.all(fleet.map((worker) => worker.run(end.signal)));
  const seconds = (performance.now() - begun) / 1000;
  const { failed, waiting, active, delayed } = await statusOf(scene.queue);
  const sorted = shares.toSorted((a, b) => a - b);
  const twice = [...scene.results.written].filter(([key, times]) => !key.startsWith('.farface') && times > 1).length;
  const marks = [...scene.results.files.keys()].filter((key) => key.endsWith('.jpg.json')).length;
  const bound = (1000 * workers) / look;
  process.stdout.write(
    `${workers} workers, ${photos} photos of ${look} ms: ${(photos / seconds).toFixed(0)} photos/s (${bound.toFixed(0)} if the queue took no time); ` +
      `photos a worker: ${sorted[0]} to ${sorted.at(-1)}, median ${sorted[workers >> 1]}; ` +
      `${marks} marks, ${photos - marks} lost, ${twice} files written twice, ${failed} failed, ${waiting + active + delayed} left\n`,
  );
  await Promise.all(queues.map((queue) => queue.close(true)));
  await scene.close();
}
