import { StubLooker } from '../../src/fleet/testing/stub-run.js';
import { FleetWorker } from '../../src/fleet/work/fleet-worker.js';
import { queueScene } from './queue-scene.js';

/** What the queue takes of a photo: workers whose stores are in memory and whose detectors do nothing. */
export async function overhead(photos: number): Promise<void> {
  for (const kind of ['Redis', 'PostgreSQL'] as const) {
    const scene = await queueScene(kind, photos);
    if (!scene) {
      process.stdout.write(`${kind}: not installed\n`);
      continue;
    }
    const end = new AbortController();
    let done = 0;
    const worker = new FleetWorker(scene.queue, {
      lookers: [new StubLooker(), new StubLooker()],
      openStore: scene.open,
      on: {
        done: () => {
          done += 1;
          if (done === photos) end.abort();
        },
      },
    });
    const [begun, cpu] = [performance.now(), process.cpuUsage()];
    await worker.run(end.signal);
    const took = performance.now() - begun;
    const { user, system } = process.cpuUsage(cpu);
    const each = (user + system) / 1000 / photos;
    process.stdout.write(
      `${kind}: ${scene.queued.toFixed(2)} ms a photo to queue it; ${(took / photos).toFixed(2)} ms to take it, do nothing and end it, ${each.toFixed(2)} ms of CPU; ${done} of ${photos} done\n`,
    );
    await scene.close();
  }
}
