import { createHash } from 'node:crypto';
import { posix } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { kindOfName } from '../batch/file-kinds.js';
import { differenceOf } from '../batch/named-options.js';
import { PassedOver } from '../batch/passed-over.js';
import { InputError } from '../errors/errors.js';
import { codeOf } from '../runtime/file-error.js';
import { heals, patiently } from './healing.js';
import { readPlaceMark, writePlaceMark } from './place-mark.js';
import type { FleetQueue, PhotoJob, RunJob } from './queue.js';
import { type Run, runSchema } from './run.js';
import { type Listed, nameIn, type Store } from './store/store.js';

/** Photos that are queued in one step. */
const STEP = 500;

/** How photos get into the queue. */
export interface SubmitOptions {
  /** Photos that may wait: the listing pauses where there are more, until half of them are done. */
  readonly highWater?: number;
  /** Tries photos of this run that failed once more. */
  readonly retryFailed?: boolean;
  /** Replaces results of other options, and files that are no results. */
  readonly overwrite?: boolean;
  readonly signal: AbortSignal;
  /** Called after every step. */
  readonly onProgress?: (listed: number) => void;
}

export const HIGH_WATER = 100_000;

/** What was queued. */
export interface Submitted {
  readonly listed: number;
  /** Whether an earlier listing, which had been cut short, was gone on with. */
  readonly resumed: boolean;
  readonly retried: number;
  /** Files that were passed over though they could show faces: this time, and how many since the listing began. */
  readonly others: PassedOver;
  readonly passedOver: number;
  /** Whether all was listed. */
  readonly whole: boolean;
}

/**
 * Lists the photos of a run and queues each of them once. Cut short at any moment, the next call goes on behind the last key
 * that is known to be queued; after a whole listing it begins anew, and what is done is not done again.
 *
 * @throws InputError where results may not go there, or the photos cannot be listed
 */
export async function submit(
  queue: FleetQueue,
  run: Run,
  { photos, results }: { readonly photos: Store; readonly results: Store },
  options: SubmitOptions,
): Promise<Submitted> {
  const { signal, highWater = HIGH_WATER } = options;
  await preparePlace(queue, run, results, options);
  const begun = await queue.runs.getJob(run.id);
  const resumed = begun !== undefined && !begun.data.whole && begun.data.after !== undefined;
  let state: RunJob = resumed ? { ...begun.data, run } : { run, listed: 0, whole: false, others: 0 };
  const job = begun ?? (await queue.runs.add('run', state, { jobId: run.id }));
  await job.updateData(state);
  const retried = options.retryFailed ? await retryFailed(queue, run) : 0;

  const others = new PassedOver();
  const before = state.others;
  for await (const step of steps(photos, state.after, signal)) {
    const due = step.filter(({ key }) => {
      const kind = kindOfName(posix.basename(key));
      if (typeof kind === 'object') others.add(kind.other, nameIn(photos, key));
      return kind === 'photo' || kind === 'video';
    });
    await room(queue, highWater, signal);
    if (signal.aborted) break;
    await queue.photos.addBulk(due.map((photo) => jobOf(run, photo)));
    state = {
      ...state,
      ...{ after: step.at(-1)!.key, listed: state.listed + due.length, others: before + others.count },
    };
    await job.updateData(state);
    options.onProgress?.(state.listed);
  }
  const whole = !signal.aborted;
  if (whole) await job.updateData({ ...state, whole });
  return { listed: state.listed, resumed, retried, others, passedOver: state.others, whole };
}

function jobOf(run: Run, { key, version }: Listed): { name: string; data: PhotoJob; opts: { jobId: string } } {
  const jobId = createHash('sha256').update(`${run.id}\n${version}\n${key}`).digest('hex').slice(0, 32);
  return { name: run.command, data: { run: run.id, key, version }, opts: { jobId } };
}

/** The listing in steps; where it breaks off for a while it goes on behind the last key. */
async function* steps(photos: Store, after: string | undefined, signal: AbortSignal): AsyncGenerator<Listed[]> {
  let last = after;
  let listing = photos.list(last)[Symbol.asyncIterator]();
  for (let done = false; !done && !signal.aborted; ) {
    const step: Listed[] = [];
    while (step.length < STEP && !done) {
      const next = await patiently(async () => {
        try {
          return await listing.next();
        } catch (error) {
          if (heals(error)) listing = photos.list(last)[Symbol.asyncIterator]();
          throw error;
        }
      }, signal);
      if (next.done) done = true;
      else {
        last = next.value.key;
        step.push(next.value);
      }
    }
    if (step.length > 0) yield step;
  }
}

/** Waits while too many photos wait, until half of them are done. */
async function room({ photos }: FleetQueue, highWater: number, signal: AbortSignal): Promise<void> {
  const waiting = async () => photos.getJobCountByTypes('wait', 'delayed');
  if ((await waiting()) < highWater) return;
  while (!signal.aborted && (await waiting()) > highWater / 2) await wait(1_000, undefined, { signal }).catch(() => {});
}

/** Sees to it that results of this run may go there. */
async function preparePlace(queue: FleetQueue, run: Run, results: Store, { overwrite }: SubmitOptions): Promise<void> {
  const mark = await readPlaceMark(results);
  if (mark?.fingerprint === run.fingerprint) return;
  if (!mark && !overwrite) {
    const key = await firstKey(results);
    if (key !== undefined) {
      throw new InputError(
        `${results.name}: holds files that are no results of farface, such as ${key}. Choose another --out, or say --overwrite.`,
      );
    }
  }
  if (mark && !overwrite) {
    const difference = differenceOf(mark.options, run.options) ?? 'options';
    throw new InputError(
      `${results.name}: holds results of other options: ${difference}. Choose another --out, or say --overwrite to make them anew.`,
    );
  }
  if (mark) await endOthers(queue, run);
  await writePlaceMark(results, run);
}

/** Undefined where nothing lies there, or the folder is yet to be made. */
async function firstKey(results: Store): Promise<string | undefined> {
  try {
    for await (const { key } of results.list()) return key;
  } catch (error) {
    if (!(error instanceof Error) || codeOf(error.cause) !== 'ENOENT') throw error;
  }
  return undefined;
}

/** Results of two runs in one place would replace each other: the earlier one is to be through, and is forgotten. */
async function endOthers(queue: FleetQueue, run: Run): Promise<void> {
  const before = new Set<string>();
  for (const job of await queue.runs.getJobs(['wait'])) {
    const earlier = runSchema.safeParse(job.data.run);
    if (earlier.success && earlier.data.out === run.out && earlier.data.id !== run.id) before.add(earlier.data.id);
  }
  if (before.size === 0) return;
  if ((await queue.photos.getJobCountByTypes('wait', 'active', 'delayed')) > 0) {
    throw new InputError(
      `${run.out}: photos that go there by other options still wait. Wait until farface status says that none do, or choose another --out.`,
    );
  }
  for (const job of await allFailed(queue)) if (before.has(job.data.run)) await job.remove();
  for (const id of before) await queue.runs.remove(id);
}

async function retryFailed(queue: FleetQueue, run: Run): Promise<number> {
  let count = 0;
  for (const job of await allFailed(queue)) {
    if (job.data.run !== run.id) continue;
    // Workers that it ended before are not held against it again.
    await job.updateData({ ...job.data, forgiven: job.stalledCounter });
    await job.retry('failed', { resetAttemptsMade: true });
    count += 1;
  }
  return count;
}

/** The same at once, for who changes them: pages would shift. */
async function allFailed(queue: FleetQueue) {
  const all = [];
  for await (const job of failedJobs(queue)) all.push(job);
  return all;
}

/** All photos that failed, the last one first. */
export async function* failedJobs({ photos }: FleetQueue) {
  for (let from = 0; ; from += STEP) {
    const page = await photos.getJobs(['failed'], from, from + STEP - 1, false);
    for (const job of page) if (job) yield job;
    if (page.length < STEP) return;
  }
}
