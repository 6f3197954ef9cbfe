import type { AnnotatedPhoto } from '../datasets/annotations.js';
import { type ProposalFile, readProposalFile } from '../detect/load-proposer.js';
import { readVerificationFile, type VerificationFile } from '../detect/verification-file.js';
import type { WeightsSource } from '../weights/weights-file.js';
import { chooseProposalClipping, chooseVerificationClipping, type ScoredClipping } from './choose-clipping.js';
import {
  CALIBRATION_PHOTOS,
  type CalibrationOptions,
  observeProposalNetwork,
  observeSecondStage,
  rangesOf,
} from './ranges.js';

/** What to calibrate, and by what. */
export interface Calibration extends CalibrationOptions {
  /** Paths of the picture files that ranges are taken from: 48 of them, evenly spread. They need no annotations. */
  readonly photos: readonly string[];
  /** Photos with annotations that neither stage was trained on: the way to set limits that is best there is taken. */
  readonly heldBack?: readonly AnnotatedPhoto[] | undefined;
}

/** A network's weights with the ranges of its activations, and what was tried on photos that were held back. */
export interface Calibrated<File> {
  readonly file: File;
  readonly tried: readonly ScoredClipping[];
}

/**
 * Finds the ranges that the proposal network needs to compute in 8 bits.
 *
 * @param weights of the network; those that ship with farface by default
 * @throws InputError where no photo can be read, or the weights are another network's
 * @example
 * const { file } = await calibrateProposals({ photos: ['a.jpg', 'b.jpg'] }, 'own.safetensors');
 * const bytes = encodeProposalFile(file);
 */
export async function calibrateProposals(
  { photos, heldBack, ...options }: Calibration,
  weights?: WeightsSource,
): Promise<Calibrated<ProposalFile>> {
  const file = await readProposalFile(weights);
  const samples = await observeProposalNetwork(file, spread(photos), options);
  if (!heldBack) return { file: { ...file, ranges: rangesOf(samples) }, tried: [] };
  const { ranges, tried } = await chooseProposalClipping(file, samples, heldBack, options);
  return { file: { ...file, ranges }, tried };
}

/**
 * Finds the ranges that the second stage needs to compute in 8 bits, for candidates of the proposal network.
 *
 * @param weights of the second stage; those that ship with farface by default
 * @param proposals the proposal network; the one that ships with farface by default
 * @throws InputError where no photo can be read or has candidates, or the weights are other networks'
 * @example
 * const { file } = await calibrateVerification({ photos: ['a.jpg', 'b.jpg'] }, 'own-verification.safetensors');
 * const bytes = encodeVerificationFile(file);
 */
export async function calibrateVerification(
  { photos, heldBack, ...options }: Calibration,
  weights?: WeightsSource,
  proposals?: ProposalFile,
): Promise<Calibrated<VerificationFile>> {
  const file = await readVerificationFile(weights);
  const proposing = { ...options, proposals: proposals ?? (await readProposalFile()) };
  const samples = await observeSecondStage(file, spread(photos), proposing);
  if (!heldBack) return { file: { ...file, ranges: rangesOf(samples) }, tried: [] };
  const { ranges, tried } = await chooseVerificationClipping(file, samples, heldBack, proposing);
  return { file: { ...file, ranges }, tried };
}

function spread(photos: readonly string[]): string[] {
  const count = Math.min(CALIBRATION_PHOTOS, photos.length);
  return Array.from({ length: count }, (_, i) => photos[Math.floor(((i + 0.5) * photos.length) / count)]!);
}
