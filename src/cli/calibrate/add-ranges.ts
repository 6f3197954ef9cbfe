import { calibrateProposals, calibrateVerification } from '../../calibrate/calibrate.js';
import type { CalibrationOptions } from '../../calibrate/ranges.js';
import { encodeProposalFile, readProposalFile } from '../../detect/load-proposer.js';
import { encodeVerificationFile } from '../../detect/verification-file.js';
import { InputError } from '../../errors/errors.js';
import { writeFileAtomically } from '../../runtime/files.js';
import type { Watch } from '../../runtime/watch.js';

/** Weights without ranges, as training leaves them. */
export interface Uncalibrated {
  readonly file: string;
  readonly network: 'proposals' | 'second stage';
  /** For the second stage: the weights of the network that proposes; those that ship by default. */
  readonly proposals?: string | undefined;
}

/** Writes the weights in a file once more, with the ranges that 8 bits need, taken from photos. */
export async function addRanges(
  { file, network, proposals }: Uncalibrated,
  photos: readonly string[],
  options: CalibrationOptions = {},
): Promise<void> {
  const calibration = { ...options, photos };
  const bytes =
    network === 'proposals'
      ? encodeProposalFile((await calibrateProposals(calibration, file)).file)
      : encodeVerificationFile(
          (await calibrateVerification(calibration, file, await readProposalFile(proposals))).file,
        );
  await writeFileAtomically(file, bytes);
}

/**
 * Gives the weights of a run that has come to its end their ranges: without, they would compute in float32, at three
 * times the time. Where none can be had, as for a network of two towers, says why, and the weights stay as they are.
 */
export async function addRangesAfterTraining(
  weights: Uncalibrated,
  photos: readonly string[],
  { watch, threads }: CalibrationOptions & { readonly watch: Watch },
): Promise<void> {
  try {
    await addRanges(weights, photos, { watch, threads });
  } catch (error) {
    if (watch.signal?.aborted) watch.tell(`${weights.file} has no ranges: it computes in float32.`);
    else if (error instanceof InputError)
      watch.tell(`${weights.file} has no ranges and computes in float32: ${error.message}`);
    else throw error;
  }
}
