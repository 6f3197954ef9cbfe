import { createHash } from 'node:crypto';
import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { InputError } from '../../src/errors/errors.js';
import type { Image } from '../../src/image/image.js';
import { DetectionCache } from './cache.js';
import type { Contestant, PreparedContestant, RaceSettings } from './contestant.js';
import { contestants, idOf, reference } from './contestants.js';
import type { Runner } from './race.js';

/** A contestant at the start. */
export interface Entrant extends Runner {
  readonly contestant: Contestant;
}

export interface FieldOptions extends RaceSettings {
  /** Ids of those who run; all whose files are there by default. */
  readonly names?: readonly string[] | undefined;
  /** Ids of those whose cached detections are thrown away. */
  readonly again: readonly string[];
  /** Folder of the cached detections. */
  readonly cache: string;
  /** A photo that tells one state of a contestant from another. */
  readonly probe: Image;
  /** Someone who was not asked for by name cannot run. */
  onAbsent?(contestant: Contestant, error: InputError): void;
}

export interface Field {
  readonly entrants: readonly Entrant[];
  /** Whose time the others' is compared with; one of the entrants or not. */
  readonly reference: Entrant;
  dispose(): Promise<void>;
}

/**
 * Loads those who run and finds what is known of them from earlier runs.
 *
 * @throws InputError where a name is unknown, or where the files of the reference or of someone named are missing
 */
export async function lineUp(options: FieldOptions): Promise<Field> {
  const chosen = options.names ? options.names.map(contestantOf) : contestants;
  const again = new Set(options.again.map(contestantOf));
  const entered = new Map<Contestant, Entrant>([[reference, await enter(reference, again, options)]]);
  for (const contestant of chosen.filter((one) => one !== reference)) {
    try {
      entered.set(contestant, await enter(contestant, again, options));
    } catch (error) {
      if (options.names || !(error instanceof InputError)) throw error;
      options.onAbsent?.(contestant, error);
    }
  }
  return {
    entrants: chosen.flatMap((contestant) => entered.get(contestant) ?? []),
    reference: entered.get(reference)!,
    dispose: async () => {
      for (const { prepared } of entered.values()) await prepared.dispose();
    },
  };
}

function contestantOf(id: string): Contestant {
  const found = contestants.find((contestant) => idOf(contestant) === id);
  if (!found) throw new InputError(`${id}: no such contestant. There are ${contestants.map(idOf).join(', ')}.`);
  return found;
}

async function enter(contestant: Contestant, again: ReadonlySet<Contestant>, options: FieldOptions): Promise<Entrant> {
  const id = idOf(contestant);
  const prepared = await contestant.prepare(options);
  const state = await fingerprint(prepared, options);
  const path = join(options.cache, `${id}-${state}.jsonl`);
  if (again.has(contestant)) rmSync(path, { force: true });
  return { id, contestant, prepared, cache: new DetectionCache(path) };
}

/**
 * What tells one state of a contestant from another: what it finds in one photo, and its threads. So neither new weights
 * nor new code are ever measured by the detections of old ones.
 */
async function fingerprint(prepared: PreparedContestant, { probe, threads }: FieldOptions): Promise<string> {
  const faces = await prepared.detect(probe);
  const found = faces.map(({ box, score }) =>
    [box.x, box.y, box.width, box.height, score * 1000].map((value) => value.toFixed(1)),
  );
  return createHash('sha256')
    .update(JSON.stringify([threads, found]))
    .digest('hex')
    .slice(0, 10);
}
