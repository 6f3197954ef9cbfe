import { differenceOf } from '../../batch/named-options.js';
import { InputError } from '../../errors/errors.js';
import { readPlaceMark } from '../place-mark.js';
import type { FleetQueue } from '../queue.js';
import { modelsOfHere, type Run, runSchema } from '../run.js';
import { readPlace } from '../store/place.js';
import type { Store } from '../store/store.js';
import { UnfitError } from './look.js';

/** A run that this worker takes part in. */
export interface OpenRun {
  readonly run: Run;
  readonly photos: Store;
  readonly results: Store;
}

/** The runs whose photos this worker has seen, with their places. */
export class OpenRuns {
  readonly #runs = new Map<string, Promise<OpenRun>>();

  constructor(
    private readonly queue: FleetQueue,
    private readonly open: (place: ReturnType<typeof readPlace>) => Promise<Store>,
  ) {}

  /**
   * @throws InputError where the run is not known any longer; `UnfitError` where this machine cannot take part in it: other
   * weights, or a folder that is not the shared one
   */
  get(id: string): Promise<OpenRun> {
    const known = this.#runs.get(id);
    if (known) return known;
    const opening = this.#open(id);
    this.#runs.set(id, opening);
    // The next photo asks again.
    opening.catch(() => this.#runs.delete(id));
    return opening;
  }

  async close(): Promise<void> {
    for (const opening of this.#runs.values()) {
      const run = await opening.catch(() => undefined);
      run?.photos.close();
      run?.results.close();
    }
  }

  async #open(id: string): Promise<OpenRun> {
    const job = await this.queue.runs.getJob(id);
    const read = runSchema.safeParse(job?.data.run);
    if (!read.success) {
      throw new InputError(
        job
          ? `run ${id}: was submitted by another version of farface. Install the same one on all machines.`
          : `run ${id}: is not known any longer. Submit the photos again.`,
      );
    }
    const run = read.data;
    await checkModels(run);
    const [photos, results] = await Promise.all([this.open(readPlace(run.in)), this.open(readPlace(run.out))]);
    try {
      await checkPlace(run, results);
    } catch (error) {
      photos.close();
      results.close();
      throw error;
    }
    return { run, photos, results };
  }
}

async function checkModels(run: Run): Promise<void> {
  const here = await modelsOfHere(run.models).catch((error: unknown) => {
    throw new UnfitError(error instanceof Error ? error.message : String(error));
  });
  const wanted = Object.fromEntries(Object.keys(here).map((name) => [name, run.options[name] ?? '']));
  const difference = differenceOf(wanted, here);
  if (difference === undefined) return;
  throw new UnfitError(
    `${run.in}: was submitted with other networks than this machine has: ${difference}. Install the same version of farface on all machines.`,
  );
}

/** A folder that is not mounted here is as good as any other, and what is written to it is lost. */
async function checkPlace(run: Run, results: Store): Promise<void> {
  const mark = await readPlaceMark(results);
  if (mark?.fingerprint === run.fingerprint) return;
  if (mark) throw new InputError(`${run.out}: was submitted to with other options since. Submit the photos again.`);
  throw new UnfitError(
    `${run.out}: is not the place that the photos were submitted to, as seen from this machine. Mount the shared folder at the same path, or give this worker the same S3 server.`,
  );
}
