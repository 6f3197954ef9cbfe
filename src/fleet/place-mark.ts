import { z } from 'zod';
import { InputError } from '../errors/errors.js';
import type { Run } from './run.js';
import { nameIn, OWN_FOLDER, type Store } from './store/store.js';

/** What says that a place holds results of farface, and by which options. */
const KEY = `${OWN_FOLDER}place.json`;

const placeSchema = z.object({ fingerprint: z.string(), options: z.record(z.string(), z.string()) });

export type PlaceMark = z.output<typeof placeSchema>;

/** @throws InputError where something else stands there */
export async function readPlaceMark(results: Store): Promise<PlaceMark | undefined> {
  const stored = await results.read(KEY);
  if (!stored) return undefined;
  try {
    return placeSchema.parse(JSON.parse(Buffer.from(stored.bytes).toString()));
  } catch {
    throw new InputError(`${nameIn(results, KEY)}: is not what farface writes there. Choose another --out.`);
  }
}

export async function writePlaceMark(results: Store, { fingerprint, options }: Run): Promise<void> {
  const text = `${JSON.stringify({ fingerprint, options }, undefined, 2)}\n`;
  await results.write(KEY, Buffer.from(text), 'application/json');
}
