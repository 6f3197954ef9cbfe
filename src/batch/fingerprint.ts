import { readFile } from 'node:fs/promises';
import { InputError, messageOf } from '../errors/errors.js';
import { hash } from './manifest.js';

/** Tells a file of weights from another by what is in it. */
export async function fingerprint(path: string): Promise<string> {
  const bytes = await readFile(path).catch((error: unknown) => {
    throw new InputError(`${path}: the weights cannot be read (${messageOf(error)}). Name others with --weights.`);
  });
  return hash(bytes).slice(0, 16);
}
