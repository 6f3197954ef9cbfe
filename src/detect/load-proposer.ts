import { platform } from '#platform';
import { hasKernels } from '../kernels/plan.js';
import { int8ProposalGraph, int8ProposalModel } from '../networks/int8-proposal-model.js';
import type { Weights } from '../networks/parameters.js';
import { proposalModel } from '../networks/proposal-model.js';
import type { Ranges } from '../networks/quantize-kernel.js';
import type { Device, SessionThread } from '../runtime/session.js';
import { RANGES, readRanges, writeRanges } from '../weights/ranges.js';
import { encodeSafetensors } from '../weights/safetensors.js';
import { buildModel, readWeightsFile, type WeightsSource } from '../weights/weights-file.js';
import { Int8Proposer } from './int8-proposer.js';
import { KernelProposer } from './kernel-proposer.js';
import { OnnxProposer } from './onnx-proposer.js';
import { choosePrecision, type PrecisionChoice } from './precision.js';
import type { Proposer } from './proposer.js';
import { HALF_TOLERANCE } from './require-half.js';

/** The proposal network's weights that ship with farface. */
export const SHIPPED_WEIGHTS = platform.shippedWeights('proposals');

/** How a network runs. */
export interface RunOptions {
  /** Threads that the network may use; all cores by default. */
  readonly threads?: number | undefined;
  /** In which numbers it computes; `auto` by default. */
  readonly precision?: PrecisionChoice | undefined;
  /** What it runs on; the CPU by default. */
  readonly device?: Device | undefined;
}

/** Where a network runs. */
export interface Place extends Pick<RunOptions, 'threads'> {
  /** A thread of its own, so that JavaScript goes on meanwhile. */
  readonly thread?: SessionThread | undefined;
}

export interface ModelOptions extends RunOptions {
  /** Weights of the proposal network; those that ship with farface by default. */
  readonly weights?: WeightsSource | undefined;
}

/** The proposal network as a file holds it. */
export interface ProposalFile {
  readonly file: string;
  readonly weights: Weights;
  /** Of its activations, for 8 bits. */
  readonly ranges?: Ranges | undefined;
}

/** Reads a file of the proposal network. Throws `InputError` where it is missing or damaged. */
export async function readProposalFile(weights?: WeightsSource): Promise<ProposalFile> {
  const { file, tensors, metadata } = await readWeightsFile(weights, 'proposals', 'the proposal network');
  return { file, weights: tensors, ranges: readRanges(file, metadata) };
}

/** Loads the proposal network. Throws `InputError` where the weights are missing, damaged or another network's. */
export async function loadProposer({ weights, ...options }: ModelOptions = {}): Promise<Proposer> {
  return await openProposer(await readProposalFile(weights), options);
}

/** Loads the proposal network of a file. Throws `InputError` where it is another network's. */
export async function openProposer(file: ProposalFile, options: RunOptions = {}): Promise<Proposer> {
  const open = await prepareProposer(file, options);
  return await open({ threads: options.threads });
}

/**
 * Builds the proposal network of a file.
 *
 * @returns loads it, as often as it is called
 * @throws InputError where it is another network's
 */
export async function prepareProposer(
  { file, weights, ranges }: ProposalFile,
  { precision, ...run }: RunOptions = {},
): Promise<(place: Place) => Promise<Proposer>> {
  const chosen = await choosePrecision(precision, file, ranges, run);
  if (chosen.kind !== 'int8') {
    const half = chosen.kind === 'float16' ? 'webgpu' : undefined;
    const model = buildModel(file, () => proposalModel(weights, { half }));
    return (place) => OnnxProposer.load(model, { ...place, device: chosen.device }, half && HALF_TOLERANCE);
  }
  if (platform.kernels?.areFaster(run.threads)) {
    const { breathe } = platform.kernels;
    const { outputs, codes } = buildModel(file, () => int8ProposalGraph(weights, chosen.ranges, chosen.bits));
    if (hasKernels(outputs)) return () => KernelProposer.load(outputs, codes, breathe);
  }
  const { model, codes } = buildModel(file, () => int8ProposalModel(weights, chosen.ranges, chosen.bits));
  return (place) => Int8Proposer.load(model, codes, place);
}

/**
 * The proposal network as the bytes of a file of weights, which `createDetector` takes.
 *
 * @example
 * const { file } = await calibrateProposals({ photos: ['a.jpg', 'b.jpg'] }, 'own.safetensors');
 * const bytes = encodeProposalFile(file);
 */
export function encodeProposalFile({ weights, ranges }: Omit<ProposalFile, 'file'>): Uint8Array {
  return encodeSafetensors(weights, ranges ? { [RANGES]: writeRanges(ranges) } : {});
}
