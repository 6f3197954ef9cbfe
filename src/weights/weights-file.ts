import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { InputError, messageOf } from '../errors/errors.js';
import type { Weights } from '../networks/parameters.js';
import { decodeSafetensors } from './safetensors.js';

/** The file that ships with farface: beside `src` in the repository and beside `dist` in the package. */
export function shippedFile(name: string): string {
  return fileURLToPath(new URL(`../../weights/${name}`, import.meta.url));
}

/**
 * Reads a file of weights.
 *
 * @param network as errors call it
 * @param shipped whether the file is the one that comes with farface
 * @throws InputError where it cannot be read or is no safetensors file
 */
export async function readWeightsFile(
  file: string,
  network: string,
  shipped: boolean,
): Promise<{ tensors: Weights; metadata: Record<string, string> }> {
  try {
    return decodeSafetensors(await readFile(file), file);
  } catch (error) {
    if (error instanceof InputError) throw error;
    const advice = shipped
      ? 'They ship with farface: install it again, or name a file of your own'
      : 'Check the path, or leave it out to use the weights that ship with farface';
    throw new InputError(`${file}: the weights of ${network} cannot be read (${messageOf(error)}). ${advice}.`);
  }
}

/** Builds a model from weights. Throws `InputError` that names the file where they are of another network. */
export function buildModel(file: string, build: () => Uint8Array): Uint8Array {
  try {
    return build();
  } catch (error) {
    if (error instanceof RangeError)
      throw new InputError(`${file}: ${error.message}. Train anew with this version of farface.`);
    throw error;
  }
}
