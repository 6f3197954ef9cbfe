import { availableParallelism } from 'node:os';
import { setTimeout as wait } from 'node:timers/promises';
import { FleetQueue } from '../../fleet/queue.js';
import { isThrough, statusOf } from '../../fleet/status.js';
import { openStore } from '../../fleet/store/open-store.js';
import { FleetWorker, GIVE_UP, GRACE, LOCK } from '../../fleet/work/fleet-worker.js';
import { ProcessLooker } from '../../fleet/work/process-looker.js';
import { count } from '../detect/results.js';
import type { QueueFlags, StoreFlags } from '../queue-options.js';
import { EXIT } from '../terminal/exit.js';
import { onInterrupt } from '../terminal/interrupt.js';
import { Terminal } from '../terminal/terminal.js';

/** The command line of `farface work`. */
export interface WorkFlags extends QueueFlags, StoreFlags {
  readonly parallel?: number;
  readonly timeout?: number;
  readonly videoTimeout?: number;
  readonly spool?: string;
  readonly lock?: number;
  readonly giveUp?: number;
  readonly grace?: number;
  readonly untilEmpty?: true;
  readonly json?: true;
  readonly quiet?: true;
}

/** In seconds, but for `parallel`. */
export const DEFAULTS = {
  parallel: Math.min(availableParallelism(), 4),
  timeout: 1800,
  videoTimeout: 43_200,
  lock: LOCK / 1000,
  giveUp: GIVE_UP / 1000,
  grace: GRACE / 1000,
} as const;

/** Works until it is stopped and returns the exit code. */
export async function workOnPhotos(flags: WorkFlags): Promise<number> {
  const { parallel, timeout, videoTimeout, lock, giveUp, grace } = { ...DEFAULTS, ...flags };
  const interrupt = onInterrupt();
  const terminal = new Terminal(interrupt, flags.quiet ?? false);
  const through = new AbortController();
  const signal = AbortSignal.any([interrupt.signal, through.signal]);
  const totals = { done: 0, before: 0, failed: 0, faces: 0 };
  let queue: FleetQueue | undefined;
  try {
    const opened = await FleetQueue.open(flags.queue, flags.name);
    queue = opened;
    const worker = new FleetWorker(opened, {
      lookers: Array.from({ length: parallel }, () => new ProcessLooker(timeout, videoTimeout)),
      spool: flags.spool,
      openStore: (place) => openStore(place, { endpoint: flags.s3Endpoint, pathStyle: flags.s3PathStyle }),
      ...{ lock: 1000 * lock, giveUp: 1000 * giveUp, grace: 1000 * grace },
      on: {
        done: (photo, { before, faces }, seconds) => {
          totals[before ? 'before' : 'done'] += 1;
          totals.faces += faces;
          if (flags.json)
            terminal.printJson(JSON.stringify({ photo, before, faces, seconds: Number(seconds.toFixed(3)) }));
        },
        failed: (photo, error, final) => {
          if (final) totals.failed += 1;
          if (flags.json) terminal.printJson(JSON.stringify({ photo, error, final }));
          terminal.warn(final ? error : `${error} It is tried again.`);
        },
        trouble: spaced((reason) => terminal.warn(reason)),
      },
    });
    terminal.say(`Taking photos from ${opened.server}, ${parallel} at a time.`);
    if (flags.untilEmpty) void endWhenThrough(opened, through);
    await worker.run(signal);
    const { done, before, failed, faces } = totals;
    terminal.say(`${count(faces, 'face')} in ${count(done, 'photo')}, ${before} done before, ${failed} failed.`);
    return EXIT.ok;
  } finally {
    through.abort();
    await queue?.close(true);
    interrupt.dispose();
  }
}

async function endWhenThrough(queue: FleetQueue, through: AbortController): Promise<void> {
  while (!through.signal.aborted) {
    await wait(1_000);
    if (await statusOf(queue).then(isThrough, () => false)) through.abort();
  }
}

/** What a server that restarts makes a client say again and again is said once in ten seconds. */
function spaced(tell: (text: string) => void): (text: string) => void {
  let last = Number.NEGATIVE_INFINITY;
  return (text) => {
    if (performance.now() - last < 10_000) return;
    last = performance.now();
    tell(text);
  };
}
