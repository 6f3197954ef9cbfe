import { platform } from '#platform';
import { proposalModel } from '../networks/proposal-model.js';
import { buildModel, readWeightsFile, type WeightsSource } from '../weights/weights-file.js';
import { OnnxProposer } from './onnx-proposer.js';
import type { Proposer } from './proposer.js';

/** The proposal network's weights that ship with farface. */
export const SHIPPED_WEIGHTS = platform.shippedWeights('proposals');

export interface ModelOptions {
  /** Weights of the proposal network; those that ship with farface by default. */
  readonly weights?: WeightsSource | undefined;
  /** Threads that the network may use; all cores by default. */
  readonly threads?: number | undefined;
}

/** Loads the proposal network. Throws `InputError` where the weights are missing, damaged or another network's. */
export async function loadProposer({ weights, threads }: ModelOptions = {}): Promise<Proposer> {
  const { file, tensors } = await readWeightsFile(weights, 'proposals', 'the proposal network');
  return await OnnxProposer.load(
    buildModel(file, () => proposalModel(tensors)),
    threads,
  );
}
