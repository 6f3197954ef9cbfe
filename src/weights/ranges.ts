import { z } from 'zod';
import { InputError } from '../errors/errors.js';
import type { Ranges } from '../networks/quantize-kernel.js';

/** The key of a weights file's metadata that holds the ranges of activations, as JSON. */
export const RANGES = 'ranges';

const finite = z.number().refine(Number.isFinite, 'expected a finite number');
const rangesSchema = z.record(
  z.string(),
  z.tuple([finite, finite]).refine(([low, high]) => low <= high, 'expected the lower limit first'),
);

/**
 * The ranges that a file of weights states for its network in 8 bits; undefined where it states none.
 *
 * @throws InputError where they are damaged
 */
export function readRanges(file: string, metadata: Readonly<Record<string, string>>): Ranges | undefined {
  const text = metadata[RANGES];
  if (text === undefined) return undefined;
  try {
    return rangesSchema.parse(JSON.parse(text));
  } catch {
    throw new InputError(
      `${file}, ${RANGES}: expected a lower and an upper limit for each layer, as farface calibrate writes them. Calibrate anew.`,
    );
  }
}

/** What `readRanges` reads, with five digits: more make no difference to bytes. */
export function writeRanges(ranges: Ranges): string {
  const entries = Object.entries(ranges).map(([name, limits]) => [name, limits.map((x) => Number(x.toPrecision(5)))]);
  return JSON.stringify(Object.fromEntries(entries));
}
