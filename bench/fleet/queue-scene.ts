import { FleetQueue } from '../../src/fleet/queue.js';
import { makeRun } from '../../src/fleet/run.js';
import { submit } from '../../src/fleet/submit.js';
import { type Server, startPostgres, startRedis } from '../../src/fleet/testing/servers.js';
import { MemoryStore } from './memory-store.js';

/** A queue with photos in it whose bytes are in memory. */
export interface QueueScene {
  readonly server: Server;
  readonly queue: FleetQueue;
  readonly results: MemoryStore;
  /** For workers: the run's two places. */
  readonly open: (place: unknown) => Promise<MemoryStore>;
  /** Milliseconds that queueing took, a photo. */
  readonly queued: number;
  close(): Promise<void>;
}

/** @param kind of queue; undefined where its server is not installed */
export async function queueScene(kind: 'Redis' | 'PostgreSQL', photos: number): Promise<QueueScene | undefined> {
  const server = await (kind === 'Redis' ? startRedis() : startPostgres());
  if (!server) return undefined;
  const queue = await FleetQueue.open(server.url);
  const [source, results] = [new MemoryStore('/in'), new MemoryStore('/out')];
  for (let index = 0; index < photos; index++) source.files.set(`${index}.jpg`, Buffer.from(`${index}`));
  const models = { precision: 'float32', verify: false } as const;
  const run = await makeRun({ in: '/in', out: '/out', words: ['redact'], command: 'redact', settings: {}, models });
  const begun = performance.now();
  await submit(queue, run, { photos: source, results }, { signal: new AbortController().signal });
  const queued = (performance.now() - begun) / photos;
  const open = async (place: unknown) => (JSON.stringify(place).includes('/in') ? source : results);
  const close = async () => {
    await queue.close(true);
    await server.stop();
  };
  return { server, queue, results, open, queued, close };
}
