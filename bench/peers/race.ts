import { performance } from 'node:perf_hooks';
import { InputError, messageOf } from '../../src/errors/errors.js';
import type { Face } from '../../src/geometry/face.js';
import type { Image } from '../../src/image/image.js';
import type { DetectionCache } from './cache.js';
import type { PreparedContestant } from './contestant.js';

/** A contestant at the start: what it detects with and where its detections are kept. */
export interface Runner {
  readonly id: string;
  readonly prepared: PreparedContestant;
  readonly cache: DetectionCache;
}

export interface RacePhoto {
  /** `event/name`. */
  readonly id: string;
  read(): Promise<Image>;
}

export interface RaceOptions {
  readonly photos: readonly RacePhoto[];
  readonly runners: readonly Runner[];
  /** Runs beside every photo that anyone runs, so that each time has one to be compared with. */
  readonly reference: Runner;
  readonly signal?: AbortSignal;
  /** After every photo: how many photos are through. */
  onPhoto?(done: number): void;
  /** A photo that cannot be read is told here and left out for everyone. */
  onUnreadable?(photo: RacePhoto, error: InputError): void;
}

const WARM_UP_ROUNDS = 2;

/**
 * Sends every photo through every contestant that has not seen it yet. Fair: a photo is decoded once, for all; they run
 * one after another in one process; who starts changes from photo to photo; the first photo is run before the clock
 * counts. Stops after the photo at hand when the signal aborts.
 */
export async function race(options: RaceOptions): Promise<void> {
  const { photos, runners, reference, signal } = options;
  let warm = false;
  for (const [index, photo] of photos.entries()) {
    if (signal?.aborted) return;
    const due = runners.filter((runner) => !runner.cache.detections.has(photo.id));
    const image = due.length > 0 ? await read(photo, options) : undefined;
    if (image) {
      const field = due.includes(reference) ? due : [reference, ...due];
      if (!warm) await warmUp([...new Set([reference, ...runners])], image);
      warm = true;
      const results = await runRound(rotated(field, index), image);
      const referenceMilliseconds = results.get(reference)!.milliseconds;
      for (const runner of due) {
        runner.cache.add({ photo: photo.id, ...results.get(runner)!, referenceMilliseconds });
      }
    }
    options.onPhoto?.(index + 1);
  }
}

async function read(photo: RacePhoto, options: RaceOptions): Promise<Image | undefined> {
  try {
    return await photo.read();
  } catch (error) {
    if (!(error instanceof InputError)) throw error;
    options.onUnreadable?.(photo, error);
    return undefined;
  }
}

async function warmUp(runners: readonly Runner[], image: Image): Promise<void> {
  for (let round = 0; round < WARM_UP_ROUNDS; round++) await runRound(runners, image);
}

interface Result {
  readonly milliseconds: number;
  readonly faces: readonly Face[];
}

async function runRound(runners: readonly Runner[], image: Image): Promise<Map<Runner, Result>> {
  const results = new Map<Runner, Result>();
  for (const runner of runners) {
    const start = performance.now();
    const faces = await runner.prepared.detect(image).catch((error: unknown) => {
      throw new Error(`${runner.id}: ${messageOf(error)}`, { cause: error });
    });
    results.set(runner, { milliseconds: performance.now() - start, faces });
  }
  return results;
}

function rotated<T>(items: readonly T[], by: number): T[] {
  const first = by % items.length;
  return [...items.slice(first), ...items.slice(0, first)];
}
