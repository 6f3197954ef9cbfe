import { Socket } from 'node:net';
import type { BackendFactory, IQueueBackend, Job, JobProgress, Processor, Queue, Worker, WorkerOptions } from 'bullmq';
import { InputError, messageOf } from '../errors/errors.js';
import { optional } from './optional.js';

/** What waits for each photo. What is done to it stands in its run. */
export interface PhotoJob {
  readonly run: string;
  readonly key: string;
  readonly version: string;
  /** How many ends of its worker are not held against it, because someone asked to try it again. */
  readonly forgiven?: number;
}

/** What a photo's job ends with. */
export interface PhotoEnd {
  readonly before: boolean;
  readonly faces: number;
}

/** A run and how far its listing is: each one is a job that nobody takes, in a queue beside that of the photos. */
export interface RunJob {
  readonly run: unknown;
  /** The last key that was listed and queued. */
  readonly after?: string;
  readonly listed: number;
  /** Whether all was listed. */
  readonly whole: boolean;
  /** Files that were passed over though they could show faces. */
  readonly others: number;
}

export type PhotoQueue = Queue<PhotoJob, PhotoEnd, string, PhotoJob, PhotoEnd, string, IQueueBackend, object>;
export type RunQueue = Queue<RunJob, unknown, string, RunJob, unknown, string, IQueueBackend, object>;
export type PhotoWorker = Worker<PhotoJob, PhotoEnd, string, IQueueBackend, JobProgress, object>;
export type TakenJob = Job<PhotoJob, PhotoEnd>;

/** Redis's own port on this machine. */
export const DEFAULT_QUEUE = 'redis://127.0.0.1:6379';
export const DEFAULT_NAME = 'farface';

/** How a photo that may heal is tried again: with pauses of 5 s, 10 s, … spread by half. */
const ATTEMPTS = { attempts: 8, backoff: { type: 'exponential', delay: 5_000, jitter: 0.5 } };

/** The queue of photos and what belongs to it, on Redis or on PostgreSQL. */
export class FleetQueue {
  private constructor(
    /** The server without what is secret in its address. */
    readonly server: string,
    readonly photos: PhotoQueue,
    readonly runs: RunQueue,
    private readonly makeWorker: (
      processor: Processor<PhotoJob, PhotoEnd>,
      options: Partial<WorkerOptions>,
    ) => PhotoWorker,
    /** Ends what does not end by itself where nobody answers. */
    private readonly cut: () => void,
  ) {}

  /**
   * Opens it.
   *
   * @param url `redis://…`, `rediss://…` or `postgres://…`
   * @throws InputError where a package is missing, the address is wrong or nobody answers there
   */
  static async open(url = DEFAULT_QUEUE, name = DEFAULT_NAME, wait = 15_000): Promise<FleetQueue> {
    if (!/^[\w-]+$/.test(name)) throw new InputError(`${name}: expected a queue's name of letters, digits, - and _.`);
    const server = serverOf(url);
    const wanted = `the queue at ${server}`;
    const bullmq = await optional('bullmq', wanted, () => import('bullmq'));
    const { connection, factory, cut } = await backendOf(url, server, bullmq);
    const options = { connection };
    const runs: RunQueue = new bullmq.Queue(`${name}-runs`, options, factory);
    const photos: PhotoQueue = new bullmq.Queue(
      name,
      {
        ...options,
        defaultJobOptions: { ...ATTEMPTS, removeOnComplete: true, removeOnFail: false, stackTraceLimit: 0 },
      },
      factory,
    );
    // What happens to a connection between two calls is told by the next call.
    let last: unknown;
    for (const queue of [runs, photos]) queue.on('error', (error) => (last = error));
    const queue = new FleetQueue(
      server,
      photos,
      runs,
      (processor, more) => new bullmq.Worker(name, processor, { ...options, ...more }, factory),
      cut,
    );
    try {
      await inTime(Promise.all([runs.waitUntilReady(), photos.waitUntilReady()]), wait);
    } catch (error) {
      await queue.close(true);
      const why = error instanceof TooLate ? (last === undefined ? 'no answer' : messageOf(last)) : messageOf(error);
      throw new InputError(
        `${server}: the queue cannot be reached: ${why || 'no answer'}. Check --queue, and that the server runs.`,
      );
    }
    return queue;
  }

  /** Begins to take photos, once its `run` is called. */
  worker(processor: Processor<PhotoJob, PhotoEnd>, options: Partial<WorkerOptions>): PhotoWorker {
    return this.makeWorker(processor, { autorun: false, ...options });
  }

  /** @param hurry whether a server that does not answer is not waited for */
  async close(hurry = false): Promise<void> {
    const both = [this.photos, this.runs];
    const closed = Promise.allSettled(both.map((queue) => queue.close()));
    if (!hurry) await closed;
    else {
      await inTime(closed, 1_000).catch(() => {});
      await inTime(Promise.allSettled(both.map((queue) => queue.disconnect())), 1_000).catch(() => {});
      this.cut();
    }
  }
}

type Bullmq = typeof import('bullmq');

interface Backend {
  readonly connection: object;
  readonly factory: BackendFactory<IQueueBackend, object>;
  readonly cut: () => void;
}

async function backendOf(url: string, server: string, bullmq: Bullmq): Promise<Backend> {
  if (/^postgres(ql)?:/.test(url)) {
    await optional('pg', `the queue at ${server}`, () => import('pg'));
    // pg waits for the answers of a server that is out of reach before it ends, and keeps the process going meanwhile.
    const sockets = new Set<Socket>();
    let isCut = false;
    const stream = () => {
      const socket = new Socket();
      if (isCut) return socket.destroy();
      sockets.add(socket);
      return socket.once('close', () => sockets.delete(socket));
    };
    const connection = { connectionString: url, migrate: true, max: 4, stream };
    return {
      connection,
      cut: () => {
        isCut = true;
        for (const socket of sockets) socket.destroy();
      },
      factory: (name, options, more) => bullmq.createPostgresBackend(name, { ...options, connection }, more),
    };
  }
  await optional('ioredis', `the queue at ${server}`, () => import('ioredis'));
  // Without an end, as a server that restarts is waited for; who waits decides how long.
  const retryStrategy = (times: number) => Math.min(50 * 2 ** Math.min(times, 6), 2_000);
  const connection = { url, maxRetriesPerRequest: null, retryStrategy };
  return {
    connection,
    factory: (name, options, more) => bullmq.createRedisBackend(name, { ...options, connection }, more),
    // `disconnect` does it.
    cut: () => {},
  };
}

/** @throws InputError where it is no address of a queue */
function serverOf(url: string): string {
  const parsed = URL.canParse(url) ? new URL(url) : undefined;
  if (!parsed || !/^(rediss?|postgres(ql)?):$/.test(parsed.protocol)) {
    throw new InputError(
      `--queue: expected redis://host:6379 or postgres://user@host/database${parsed ? `, received ${parsed.protocol}//…` : ''}.`,
    );
  }
  return `${parsed.protocol}//${parsed.host}${parsed.pathname === '/' ? '' : parsed.pathname}`;
}

/** It took too long. */
export class TooLate extends Error {
  override readonly name = 'TooLate';
}

/**
 * Waits for something that may never come.
 *
 * @throws TooLate
 */
export async function inTime<Value>(work: Promise<Value>, milliseconds: number): Promise<Value> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new TooLate('no answer')), milliseconds);
  });
  try {
    return await Promise.race([work, late]);
  } finally {
    clearTimeout(timer);
  }
}
