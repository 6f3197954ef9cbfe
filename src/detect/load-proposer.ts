import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { InputError, messageOf } from '../errors/errors.js';
import { proposalModel } from '../networks/proposal-model.js';
import { decodeSafetensors } from '../runtime/safetensors.js';
import { OnnxProposer } from './onnx-proposer.js';
import type { Proposer } from './proposer.js';

/** The weights that ship with farface: beside `src` in the repository and beside `dist` in the package. */
export const SHIPPED_WEIGHTS = fileURLToPath(new URL('../../weights/proposals.safetensors', import.meta.url));

export interface ModelOptions {
  /** A safetensors file of the proposal network; the one that ships with farface by default. */
  readonly weights?: string | undefined;
  /** Threads that the network may use; all cores by default. */
  readonly threads?: number | undefined;
}

/** Loads the proposal network. Throws `InputError` where the weights are missing, damaged or another network's. */
export async function loadProposer({ weights, threads }: ModelOptions = {}): Promise<Proposer> {
  const file = weights ?? SHIPPED_WEIGHTS;
  const { tensors } = decodeSafetensors(await readWeights(file, weights === undefined), file);
  return OnnxProposer.load(build(tensors, file), threads);
}

async function readWeights(file: string, shipped: boolean): Promise<Uint8Array> {
  try {
    return await readFile(file);
  } catch (error) {
    const advice = shipped
      ? 'They ship with farface: install it again, or name a file of your own'
      : 'Check the path, or leave it out to use the weights that ship with farface';
    throw new InputError(
      `${file}: the weights of the proposal network cannot be read (${messageOf(error)}). ${advice}.`,
    );
  }
}

function build(tensors: Parameters<typeof proposalModel>[0], file: string): Uint8Array {
  try {
    return proposalModel(tensors);
  } catch (error) {
    if (error instanceof RangeError)
      throw new InputError(`${file}: ${error.message}. Train anew with this version of farface.`);
    throw error;
  }
}
