import { realPath } from '../../batch/real-path.js';
import { FleetQueue } from '../../fleet/queue.js';
import { makeRun } from '../../fleet/run.js';
import { openStore } from '../../fleet/store/open-store.js';
import { overlap, type Place, readPlace, showPlace } from '../../fleet/store/place.js';
import { submit } from '../../fleet/submit.js';
import { count } from '../detect/results.js';
import type { QueueFlags, StoreFlags } from '../queue-options.js';
import { UsageError } from '../terminal/exit.js';
import { onTerminal } from '../terminal/terminal.js';
import { readWords } from './words.js';

/** The command line of `farface submit`. */
export interface SubmitFlags extends QueueFlags, StoreFlags {
  readonly out: string;
  readonly retryFailed?: true;
  readonly overwrite?: true;
  readonly skipOthers?: true;
  readonly highWater?: number;
  readonly json?: true;
  readonly quiet?: true;
}

/** Queues the photos and returns the exit code. */
export async function submitPhotos(typed: string, words: readonly string[], flags: SubmitFlags): Promise<number> {
  const asked = readWords(words);
  const [from, to] = [readPlace(typed), readPlace(flags.out)];
  if (overlap(real(from), real(to))) {
    throw new UsageError(
      `--out ${flags.out}: lies in ${typed}, or around it, so that results would pass for photos. Choose a place beside it.`,
    );
  }
  const run = await makeRun({ ...asked, in: showPlace(from), out: showPlace(to) });
  return onTerminal(flags, async (terminal) => {
    const s3 = { endpoint: flags.s3Endpoint, pathStyle: flags.s3PathStyle };
    const stores = { photos: await openStore(from, s3), results: await openStore(to, s3) };
    const queue = await FleetQueue.open(flags.queue, flags.name);
    try {
      const { retryFailed, overwrite, highWater } = flags;
      const submitted = await submit(queue, run, stores, {
        ...(retryFailed && { retryFailed }),
        ...(overwrite && { overwrite }),
        ...(highWater !== undefined && { highWater }),
        signal: terminal.signal,
      });
      const { listed, resumed, retried, others, passedOver, whole } = submitted;
      const blind = passedOver > 0 && !flags.skipOthers;
      const text = others.count === passedOver ? others.text : `${passedOver} other files not looked at`;
      if (blind) terminal.warn(`${text}. They are not queued; say --skip-others if they may stay as they are.`);
      const nothing = whole && listed === 0;
      if (nothing) terminal.warn(`${run.in}: no photo lies there.`);
      if (flags.json) terminal.printJson(JSON.stringify({ listed, resumed, retried, others: passedOver, whole }));
      const again = retried > 0 ? `, ${retried} of them tried again` : '';
      return {
        failed: blind || nothing || !whole,
        summary: [
          `${count(listed, 'photo')} of ${run.in} in the queue ${queue.server}${resumed ? ', listed from where it was cut short' : ''}${again}`,
        ],
      };
    } finally {
      await queue.close(terminal.signal.aborted);
      stores.photos.close();
      stores.results.close();
    }
  });
}

/** The place with links followed: another name does not make it another folder. */
function real(place: Place): Place {
  return place.kind === 'folder' ? { ...place, path: realPath(place.path) } : place;
}
