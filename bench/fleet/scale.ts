import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { createDetector } from '../../src/detect/detector.js';
import { FleetQueue } from '../../src/fleet/queue.js';
import { isThrough, statusOf } from '../../src/fleet/status.js';
import { FolderStore } from '../../src/fleet/store/folder-store.js';
import { startS3 } from '../../src/fleet/testing/s3.js';
import { startRedis } from '../../src/fleet/testing/servers.js';
import { redact } from '../../src/redact/redact.js';
import { cpuTimeOf } from './cpu-time.js';
import { openS3, PHOTOS, RESULTS, run, start } from './scene.js';

/**
 * Photos a second for 1, 2 and 4 workers of one process each, beside the library's own on the same photos, and the processor time
 * that a photo takes in each. An S3 server on this machine has its share of the cores; a shared folder needs none.
 */
export async function scale(photos: ReadonlyMap<string, Uint8Array>, isFolder: boolean): Promise<void> {
  for (const workers of [1, 2, 4]) {
    const [redis, s3] = [await startRedis(), await startS3(['street', 'public'])];
    if (!redis) throw new Error('redis-server is not installed.');
    const folder = await mkdtemp(join(tmpdir(), 'farface-scale-'));
    const [from, to] = isFolder ? [join(folder, 'in'), join(folder, 'out')] : [PHOTOS, RESULTS];
    const source = isFolder ? new FolderStore(from) : await openS3(PHOTOS, s3.url);
    for (const [key, bytes] of photos) await source.write(key, bytes, 'image/jpeg');
    const queue = await FleetQueue.open(redis.url);
    const children = Array.from({ length: workers }, () =>
      start(['work', '--parallel', '1', '--quiet'], redis.url, s3.url),
    );
    // Workers that are up and wait.
    while ((await statusOf(queue)).workers < workers) await wait(100);
    await run(['submit', from, '--out', to, '--quiet', '--', 'redact'], redis.url, s3.url);
    // The first photo of each loads its networks: they are not counted.
    while ((await statusOf(queue)).done < 2 * workers) await wait(20);
    const roots = children.flatMap(({ pid }) => pid ?? []);
    const [begun, before, cpu] = [performance.now(), (await statusOf(queue)).done, cpuTimeOf(roots)];
    for (let status = await statusOf(queue); !isThrough(status); status = await statusOf(queue)) await wait(50);
    const rate = ((photos.size - before) * 1000) / (performance.now() - begun);
    const each = (1000 * (cpuTimeOf(roots) - cpu)) / (photos.size - before);
    process.stdout.write(`${workers} workers: ${rate.toFixed(2)} photos/s, ${each.toFixed(0)} ms of CPU a photo\n`);
    for (const child of children) child.kill('SIGTERM');
    await queue.close(true);
    await s3.stop();
    await redis.stop();
    await rm(folder, { recursive: true });
  }
  for (const parallel of [1, 2]) {
    const detector = await createDetector({ threads: 1, parallel });
    const all = [...photos];
    for (const [name, bytes] of all.slice(0, parallel)) await redact(bytes, detector, { name });
    const [begun, cpu] = [performance.now(), process.cpuUsage()];
    const next = all.values();
    const lane = async () => {
      for (const [name, bytes] of next) await redact(bytes, detector, { name });
    };
    await Promise.all(Array.from({ length: 2 * parallel }, lane));
    const rate = (photos.size * 1000) / (performance.now() - begun);
    const { user, system } = process.cpuUsage(cpu);
    const each = (user + system) / 1000 / photos.size;
    process.stdout.write(
      `the library, ${parallel} in parallel: ${rate.toFixed(2)} photos/s, ${each.toFixed(0)} ms of CPU a photo\n`,
    );
    await detector.dispose();
  }
}
