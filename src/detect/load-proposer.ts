import { proposalModel } from '../networks/proposal-model.js';
import { buildModel, readWeightsFile, shippedFile } from '../weights/weights-file.js';
import { OnnxProposer } from './onnx-proposer.js';
import type { Proposer } from './proposer.js';

/** The proposal network's weights that ship with farface. */
export const SHIPPED_WEIGHTS = shippedFile('proposals.safetensors');

export interface ModelOptions {
  /** A safetensors file of the proposal network; the one that ships with farface by default. */
  readonly weights?: string | undefined;
  /** Threads that the network may use; all cores by default. */
  readonly threads?: number | undefined;
}

/** Loads the proposal network. Throws `InputError` where the weights are missing, damaged or another network's. */
export async function loadProposer({ weights, threads }: ModelOptions = {}): Promise<Proposer> {
  const file = weights ?? SHIPPED_WEIGHTS;
  const { tensors } = await readWeightsFile(file, 'the proposal network', weights === undefined);
  return await OnnxProposer.load(
    buildModel(file, () => proposalModel(tensors)),
    threads,
  );
}
