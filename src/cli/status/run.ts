import { setTimeout as wait } from 'node:timers/promises';
import { FleetQueue } from '../../fleet/queue.js';
import { type Failure, failuresOf, isThrough, type Status, statusOf } from '../../fleet/status.js';
import type { QueueFlags } from '../queue-options.js';
import { duration } from '../terminal/progress.js';
import { onTerminal } from '../terminal/terminal.js';

/** The command line of `farface status`. */
export interface StatusFlags extends QueueFlags {
  readonly wait?: true;
  readonly json?: true;
  readonly quiet?: true;
}

/** Tells how the queue stands and returns the exit code. */
export async function tellStatus(flags: StatusFlags): Promise<number> {
  return onTerminal(flags, async (terminal) => {
    const queue = await FleetQueue.open(flags.queue, flags.name);
    try {
      let status = await statusOf(queue);
      while (flags.wait && !isThrough(status) && !terminal.signal.aborted) {
        await wait(1_000);
        status = await statusOf(queue);
      }
      const failures: Failure[] = [];
      for await (const failure of failuresOf(queue)) failures.push(failure);
      if (flags.json) terminal.printJson(JSON.stringify({ queue: queue.server, ...status, failures }));
      else {
        if (!flags.quiet) for (const line of linesOf(status)) terminal.print(line);
        for (const { photo, error } of failures) terminal.print(error.includes(photo) ? error : `${photo}: ${error}`);
      }
      return { failed: status.failed > 0 || failures.length > 0 };
    } finally {
      await queue.close(terminal.signal.aborted);
    }
  });
}

function* linesOf({ runs, ...status }: Status): Generator<string> {
  for (const { in: from, out, words, listed, whole, others } of runs) {
    const blind = others > 0 ? `, ${others} other files not looked at` : '';
    yield `${from} → ${out}  ${words}  ${listed} listed${whole ? '' : ' so far'}${blind}`;
  }
  const { done, failed, active, waiting, delayed, workers, rate, secondsLeft } = status;
  const left = secondsLeft === undefined ? '' : `, ${duration(secondsLeft)} left`;
  yield `${done} done, ${failed} failed, ${waiting} waiting, ${active} begun, ${delayed} to be tried again`;
  yield `${workers} workers, ${rate} photos/s${left}`;
}
