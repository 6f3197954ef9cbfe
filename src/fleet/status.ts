import type { FleetQueue } from './queue.js';
import { runSchema } from './run.js';
import { nameIn } from './store/store.js';
import { failedJobs } from './submit.js';

/** A photo that failed. */
export interface Failure {
  readonly photo: string;
  readonly error: string;
}

/** One run of the queue. */
export interface RunStatus {
  readonly in: string;
  readonly out: string;
  readonly words: string;
  readonly listed: number;
  /** Whether all photos were listed. */
  readonly whole: boolean;
  /** Files that were passed over though they could show faces. */
  readonly others: number;
}

/** How a queue stands. */
export interface Status {
  /** Photos that came to a good end, since the queue was made. */
  readonly done: number;
  readonly failed: number;
  readonly active: number;
  /** Photos that wait for a worker. */
  readonly waiting: number;
  /** Photos that are tried again later. */
  readonly delayed: number;
  readonly workers: number;
  /** Photos a second over the last one or two minutes. */
  readonly rate: number;
  /** Seconds until nothing waits, at that rate, as far as listed; absent where nothing moves. */
  readonly secondsLeft?: number;
  readonly runs: readonly RunStatus[];
}

/** Reads how the queue stands. */
export async function statusOf(queue: FleetQueue): Promise<Status> {
  const { photos } = queue;
  const counts = await photos.getJobCounts('wait', 'active', 'delayed', 'failed');
  const { wait: waiting = 0, active = 0, delayed = 0, failed = 0 } = counts;
  const metrics = await photos.getMetrics('completed', 0, 0);
  const rate = rateOf(metrics);
  const left = waiting + active + delayed;
  const runs: RunStatus[] = [];
  for (const job of await queue.runs.getJobs(['wait'], 0, -1, true)) {
    const run = runSchema.safeParse(job?.data.run);
    if (!run.success) continue;
    const { listed, whole, others } = job.data;
    runs.push({ in: run.data.in, out: run.data.out, words: run.data.words.join(' '), listed, whole, others });
  }
  return {
    ...{ done: metrics.meta.count, failed, active, waiting, delayed },
    workers: await photos.getWorkersCount(),
    rate: Number(rate.toPrecision(3)),
    ...(left > 0 && rate > 0 && { secondsLeft: Math.ceil(left / rate) }),
    runs,
  };
}

/** All photos that failed, with the reason, by their names. */
export async function* failuresOf(queue: FleetQueue): AsyncGenerator<Failure> {
  const places = new Map<string, string>();
  for (const { data } of await queue.runs.getJobs(['wait'])) {
    const run = runSchema.safeParse(data.run);
    if (run.success) places.set(run.data.id, run.data.in);
  }
  for await (const { data, failedReason } of failedJobs(queue)) {
    const place = places.get(data.run);
    yield { photo: place === undefined ? data.key : nameIn({ name: place }, data.key), error: failedReason };
  }
}

/** Whether nothing is left to do. */
export function isThrough({ waiting, active, delayed, runs }: Status): boolean {
  return waiting + active + delayed === 0 && runs.every(({ whole }) => whole);
}

/** Photos a second: of the minute that is under way, and of the one before. */
function rateOf({
  meta,
  data,
}: {
  meta: { count: number; prevTS: number; prevCount: number };
  data: number[];
}): number {
  if (meta.count === 0) return 0;
  const [before] = data;
  const photos = meta.count - meta.prevCount + (before ?? 0);
  const seconds = (Date.now() - meta.prevTS) / 1000 + (before === undefined ? 0 : 60);
  return photos / Math.max(seconds, 1);
}
