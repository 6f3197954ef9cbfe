import { setTimeout as wait } from 'node:timers/promises';
import { FleetQueue } from '../../src/fleet/queue.js';
import { statusOf } from '../../src/fleet/status.js';
import { startS3 } from '../../src/fleet/testing/s3.js';
import { startRedis } from '../../src/fleet/testing/servers.js';
import { createRandom } from '../../src/random/random.js';
import { contentsOf, openS3, PHOTOS, RESULTS, run, start } from './scene.js';

export interface ChaosOptions {
  readonly workers: number;
  readonly kills: number;
  /** Seconds that S3 answers 503. */
  readonly outage: number;
  readonly seed: number;
}

const SUBMIT = ['submit', PHOTOS, '--out', RESULTS, '--quiet', '--', 'redact', '--with', 'solid'];
const WORK = ['work', '--parallel', '1', '--lock', '10', '--quiet'];

/** Does all photos with nothing in the way, then with everything, and returns what differs. */
export async function chaos(photos: ReadonlyMap<string, Uint8Array>, options: ChaosOptions): Promise<string[]> {
  const calm = await whole(photos, { ...options, kills: 0, outage: 0 });
  process.stdout.write(`undisturbed: ${calm.told}\n`);
  const wild = await whole(photos, options);
  process.stdout.write(`disturbed: ${wild.told}\n`);
  const faults: string[] = [];
  const keys = new Set([...calm.contents.keys(), ...wild.contents.keys()]);
  for (const key of keys) {
    const [a, b] = [calm.contents.get(key), wild.contents.get(key)];
    if (a !== b) faults.push(`${key}: ${a === undefined ? 'only disturbed' : b === undefined ? 'missing' : 'differs'}`);
  }
  if (calm.failures !== wild.failures)
    faults.push(`failures: ${calm.failures} undisturbed, ${wild.failures} disturbed`);
  process.stdout.write(`${keys.size} files, ${faults.length} of them differ; failures told: ${wild.failures}\n`);
  return faults;
}

async function whole(photos: ReadonlyMap<string, Uint8Array>, { workers, kills, outage, seed }: ChaosOptions) {
  const [redis, s3] = [await startRedis(), await startS3(['street', 'public'])];
  if (!redis) throw new Error('redis-server is not installed.');
  const random = createRandom(seed);
  const source = await openS3(PHOTOS, s3.url);
  for (const [key, bytes] of photos) await source.write(key, bytes, 'image/jpeg');
  await run(SUBMIT, redis.url, s3.url);
  const queue = await FleetQueue.open(redis.url);
  const begun = performance.now();
  let running = true;
  const children = Array.from({ length: workers }, () => start(WORK, redis.url, s3.url));
  // Who ends by itself is started again, as an orchestrator would.
  const keep = (async () => {
    while (running) {
      for (const [index, child] of children.entries())
        if (running && (child.exitCode !== null || child.signalCode !== null))
          children[index] = start(WORK, redis.url, s3.url);
      await wait(100);
    }
  })();
  const left = async () => {
    const { waiting, active, delayed } = await statusOf(queue);
    return waiting + active + delayed;
  };
  let killed = 0;
  const events = (async () => {
    for (; killed < kills && (await left()) > 0; killed++) {
      await wait(1_000 + 5_000 * random());
      children[Math.floor(random() * workers)]!.kill('SIGKILL');
      if (killed === Math.floor(kills / 3) || killed === Math.floor((2 * kills) / 3))
        await redis.restart(2_000 * random());
      if (killed === Math.floor(kills / 4) && outage > 0) {
        s3.broken = true;
        void wait(1000 * outage).then(() => {
          s3.broken = false;
        });
      }
    }
  })();
  while ((await left()) > 0) await wait(500);
  await events;
  const seconds = (performance.now() - begun) / 1000;
  running = false;
  await keep;
  for (const child of children) child.kill('SIGTERM');
  const { stdout } = await run(['status', '--json'], redis.url, s3.url);
  const { failures, done } = JSON.parse(stdout);
  const contents = await contentsOf(await openS3(RESULTS, s3.url));
  await queue.close(true);
  await s3.stop();
  await redis.stop();
  const told = `${done} done, ${failures.length} failed in ${seconds.toFixed(0)} s (${(photos.size / seconds).toFixed(1)} photos/s); ${killed} kills`;
  return {
    contents,
    failures: JSON.stringify(
      failures.toSorted((a: { photo: string }, b: { photo: string }) => (a.photo < b.photo ? -1 : 1)),
    ),
    told,
  };
}
