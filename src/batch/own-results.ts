import { stat } from 'node:fs/promises';
import { join, relative } from 'node:path';
import { z } from 'zod';
import { rounded } from '../formats/photo-faces.js';
import type { Box } from '../geometry/box.js';
import { byteLines } from '../runtime/byte-lines.js';
import { LineFile } from '../runtime/line-file.js';
import { hash, hashOf } from './file-identity.js';
import { realPath, slashed } from './real-path.js';

/** The record of a folder's results. */
export const RESULTS_RECORD = '.farface-results.jsonl';

const lineSchema = z.object({
  /** Path of the result below the folder, and SHA-256 of what was written there. */
  result: z.string(),
  sha256: z.string(),
  /** Hash of the photo's path as seen from the folder: who gets the folder need not learn names and places. */
  source: z.string(),
  /** What was hidden: x, y, width, height and frame. */
  hidden: z.array(z.tuple([z.number(), z.number(), z.number(), z.number(), z.int()])).optional(),
});

/** A place in a photo that was hidden. */
export interface HiddenPlace {
  readonly box: Box;
  readonly frame: number;
}

type Line = z.output<typeof lineSchema>;

interface Result {
  source: string;
  hidden: readonly HiddenPlace[];
  readonly hashes: Set<string>;
}

/** What a file is to the folder's record. */
export type Standing = 'own' | 'changed' | 'unknown';

/**
 * What earlier runs wrote into a folder, and from which photos. It is the proof that a file there is a result, which may
 * be replaced and is no photo; and it is how a photo keeps its place, whichever part of the photos a run is about.
 */
export class OwnResults {
  readonly #results = new Map<string, Result>();
  readonly #places = new Map<string, string>();
  readonly #root: string;

  private constructor(
    readonly folder: string,
    private readonly keepsHidden: boolean,
  ) {
    this.#root = realPath(folder);
  }

  /**
   * Reads the folder's record; where there is none, nothing in the folder is known.
   *
   * @param keepsHidden whether `hiddenIn` is to be asked, which takes memory
   */
  static async read(folder: string, keepsHidden = false): Promise<OwnResults> {
    const own = new OwnResults(folder, keepsHidden);
    const record = join(folder, RESULTS_RECORD);
    if (await stat(record).catch(() => undefined)) {
      for await (const { bytes } of byteLines(record)) {
        const line = parsed(bytes.toString());
        if (line) own.#add(line);
      }
    }
    return own;
  }

  /** Where an earlier run put this photo's result. */
  placeOf(photo: string): string | undefined {
    const place = this.#places.get(this.sourceOf(photo));
    return place === undefined ? undefined : join(this.folder, place);
  }

  /** What stands for the photo in the record. */
  sourceOf(photo: string): string {
    return hash(slashed(relative(this.#root, realPath(photo)))).slice(0, 32);
  }

  /** The photo whose result is at this place, as `sourceOf` has it. */
  ownerOf(file: string): string | undefined {
    return this.#results.get(this.#key(file))?.source;
  }

  /** What was hidden in the photo whose result is at this place. */
  hiddenIn(file: string): readonly HiddenPlace[] {
    return this.#results.get(this.#key(file))?.hidden ?? [];
  }

  /** Whether the file is, to the byte, what an earlier run wrote; `changed` where it wrote something else there. */
  async standingOf(file: string): Promise<Standing> {
    if (!this.#results.has(this.#key(file))) return 'unknown';
    return this.standing(file, await hashOf(file).catch(() => undefined));
  }

  /** As `standingOf`, of a file whose SHA-256 is known. */
  standing(file: string, sha256: string | undefined): Standing {
    const result = this.#results.get(this.#key(file));
    if (!result) return 'unknown';
    return sha256 !== undefined && result.hashes.has(sha256) ? 'own' : 'changed';
  }

  /**
   * Notes what is about to be written. Call it before the file is there, so that a kill leaves no result unknown.
   *
   * @throws InputError where the record cannot be written
   */
  note(photo: string, file: string, sha256: string, hidden: readonly HiddenPlace[] = []): void {
    const line: Line = {
      ...{ result: this.#key(file), sha256, source: this.sourceOf(photo) },
      ...(hidden.length > 0 && { hidden: hidden.map(({ box, frame }) => placeOf(box, frame)) }),
    };
    const record = new LineFile(join(this.folder, RESULTS_RECORD));
    try {
      record.add(JSON.stringify(line));
    } finally {
      record.close();
    }
    this.#add(line);
  }

  #key(file: string): string {
    return slashed(relative(this.#root, realPath(file)));
  }

  #add({ result, sha256, source, hidden = [] }: Line): void {
    const known: Result = this.#results.get(result) ?? { source, hidden: [], hashes: new Set() };
    known.source = source;
    if (this.keepsHidden)
      known.hidden = hidden.map(([x, y, width, height, frame]) => ({ box: { x, y, width, height }, frame }));
    known.hashes.add(sha256);
    this.#results.set(result, known);
    this.#places.set(source, result);
  }
}

function placeOf({ x, y, width, height }: Box, frame: number): [number, number, number, number, number] {
  return [rounded(x, 2), rounded(y, 2), rounded(width, 2), rounded(height, 2), frame];
}

function parsed(line: string): Line | undefined {
  try {
    return lineSchema.parse(JSON.parse(line));
  } catch {
    // A line that a kill cut short: its result was not written yet.
    return undefined;
  }
}
