import * as z from 'zod';
import { InputError } from '../errors/errors.js';
import { allFinite, notFinite } from '../errors/finite.js';
import { validate } from '../errors/validate.js';
import { type Box, clip } from '../geometry/box.js';
import type { Face } from '../geometry/face.js';
import { byScore, suppress } from '../geometry/suppression.js';
import type { Image } from '../image/image.js';
import { decodeRegionBox } from '../networks/region-boxes.js';
import { type Combination, combinationFields, combinedBox, combinedScore, isVerified } from './combination.js';
import { defined } from './defined.js';
import { scoredSchema } from './given-faces.js';
import { inFlight } from './in-flight.js';
import { type Candidate, lookAt } from './look-at.js';
import { OnnxRegionVerifier } from './onnx-region-verifier.js';
import { DETECT_DEFAULTS, detectFields } from './options.js';
import { PhotoGate } from './photo-gate.js';
import { type RegionVerifier, rawBox } from './region-verifier.js';
import type { SeenRegions } from './seen-regions.js';
import { type PhotoSource, withPhoto } from './source.js';
import { readVerificationFile } from './verification-file.js';

/** Regions that go through the networks at once: more keep no core busier, and need more memory. */
const BATCH = 32;

const verifierOptions = z.strictObject({
  /** File of the second stage's weights; the one that ships with farface by default. */
  weights: detectFields.verificationWeights.optional(),
  threads: detectFields.threads.optional(),
  /** As of `createDetector`. */
  precision: detectFields.precision.optional(),
  device: detectFields.device.optional(),
});

const verifyOptions = z.strictObject({
  maxCandidates: detectFields.maxCandidates.default(DETECT_DEFAULTS.maxCandidates),
  weight: combinationFields.weight.optional(),
  bias: combinationFields.bias.optional(),
  lift: combinationFields.lift.optional(),
  boxWeight: combinationFields.boxWeight.optional(),
  maxHeight: combinationFields.maxHeight.optional(),
  minProposal: combinationFields.minProposal.optional(),
  maxProposal: combinationFields.maxProposal.optional(),
  /** As of `detect`; it is asked where boxes were moved. */
  nms: detectFields.nms.default(DETECT_DEFAULTS.nms),
});

/**
 * What a verifier is made with.
 *
 * @interface
 */
export type VerifierOptions = z.input<typeof verifierOptions>;

/** One call of `verify`. */
export interface VerifyCall extends z.input<typeof verifyOptions> {
  /** Stops between two batches; the signal's reason is thrown. */
  readonly signal?: AbortSignal | undefined;
  /** Called after each batch with the share of the candidates that is done, above 0 to 1. */
  readonly onProgress?: ((share: number) => void) | undefined;
}

/** A call for a photo that was looked at before. */
interface SeenCall extends VerifyCall {
  /** @internal What was said of candidates of photos like it. */
  readonly seen?: SeenRegions<Verification> | undefined;
}

/**
 * Loads the second stage alone, to put it behind any detector.
 *
 * @throws InputError where an option or the weights' file is wrong
 * @example
 * const verifier = await createVerifier();
 * const faces = await verifier.verify('crowd.jpg', [{ box: { x: 612, y: 208, width: 9, height: 11 }, score: 0.31 }]);
 * // [{ box: …, score: 0.58, stages: { proposal: 0.31, verification: 0.81 } }]
 * await verifier.dispose();
 */
export async function createVerifier(options: VerifierOptions = {}): Promise<Verifier> {
  const { weights, ...run } = validate(verifierOptions, options);
  const file = await readVerificationFile(weights);
  return new Verifier(await OnnxRegionVerifier.load(file, run), file.combination);
}

/** The second stage: looks at small faces again, enlarged, and corrects their scores and boxes. */
export class Verifier {
  readonly #gate = new PhotoGate();

  /** Most callers want `createVerifier`; this is for networks of one's own. */
  constructor(
    private readonly network: RegionVerifier,
    readonly combination: Combination,
  ) {}

  /**
   * Scores faces anew. Those up to `maxHeight` pixels, with a score from `minProposal` to `maxProposal`, get the score of
   * both stages together, the strongest `maxCandidates` of them, as they are most likely to be reported; all others keep theirs. Where the weights have a box
   * head, they get the box of both stages together too, clipped to the photo; of faces that then overlap by more than
   * `nms` the surest one stays.
   *
   * @param source the photo, as `detect` takes it
   * @param faces boxes in pixels of the upright photo, scores 0 to 1
   * @returns the faces, best first; those that were looked at with what both `stages` say
   * @throws InputError where the photo cannot be read, or an option or a score is wrong
   */
  async verify(source: PhotoSource, faces: readonly Face[], call: SeenCall = {}): Promise<Face[]> {
    const { signal, onProgress, seen: before, ...options } = call;
    const { maxCandidates, nms, ...own } = validate(verifyOptions, options);
    validate(scoredSchema, faces, (path) => `faces.${path}`);
    if (faces.some(({ frame = 0 }) => frame > 0)) {
      throw new InputError(
        'faces: some are in frames after the first, which are not looked at here; expected those of one picture. Detect them with both stages at once.',
      );
    }
    const combination = { ...this.combination, ...defined(own) };
    const ranked = [...faces].sort(byScore);
    const candidates = ranked.filter((face) => isVerified(face, combination)).slice(0, maxCandidates);
    if (candidates.length === 0) {
      onProgress?.(1);
      return ranked;
    }
    const verified = await withPhoto(source, this.#gate, signal, async (image) => {
      const seen = await this.#look(image, candidates.map(proposalOf), { signal, onProgress, seen: before });
      return new Map(
        candidates.map((face, index) => [face, combine(proposalOf(face), seen[index]!, combination, image)]),
      );
    });
    const scored = ranked.map((face) => verified.get(face) ?? face).sort(byScore);
    return scored.some(({ stages }) => stages?.proposalBox) ? suppress(scored, nms) : scored;
  }

  /** Frees the networks. Calls under way must have ended. */
  async dispose(): Promise<void> {
    await this.network.dispose();
  }

  async #look(
    image: Image,
    faces: readonly Face[],
    { signal, onProgress, seen }: Pick<SeenCall, 'signal' | 'onProgress' | 'seen'>,
  ): Promise<Verification[]> {
    const batches = Array.from({ length: Math.ceil(faces.length / BATCH) }, (_, index) =>
      faces.slice(index * BATCH, (index + 1) * BATCH).map(({ box }) => box),
    );
    const verifications: Verification[] = [];
    const verified = inFlight(batches, this.network.inFlight ?? 1, async (boxes) => {
      signal?.throwIfAborted();
      const candidates = boxes.map((box) => ({ image, box }));
      const look = (unknown: readonly Candidate[]) => this.#verifyBatch(unknown);
      return seen ? seen.answersOf(candidates, this.network, look) : look(candidates);
    });
    for await (const batch of verified) {
      verifications.push(...batch);
      onProgress?.(verifications.length / faces.length);
    }
    return verifications;
  }

  async #verifyBatch(candidates: readonly Candidate[]): Promise<Verification[]> {
    const { faces: scores, boxes: raw } = await lookAt(candidates, this.network);
    if (!allFinite(scores) || (raw && !allFinite(raw))) throw notFinite('The second stage');
    return candidates.map(({ box }, index) => ({
      score: scores[index]!,
      ...(raw && { box: decodeRegionBox(box, rawBox(raw, index)) }),
    }));
  }
}

/** What the second stage says of a face. */
export interface Verification {
  readonly score: number;
  readonly box?: Box;
}

/** The face as the first stage gave it: what was verified before is not to count twice. */
function proposalOf({ stages, ...face }: Face): Face {
  return { ...face, score: stages?.proposal ?? face.score, box: stages?.proposalBox ?? face.box };
}

function combine(proposal: Face, verification: Verification, combination: Combination, image: Image): Face {
  const score = combinedScore(proposal.score, verification.score, proposal.box.height, combination);
  const stages = { proposal: proposal.score, verification: verification.score };
  if (!verification.box || combination.boxWeight === 0) return { ...proposal, score, stages };
  const box = clip(combinedBox(proposal.box, verification.box, combination), image.width, image.height);
  return { ...proposal, box, score, stages: { ...stages, proposalBox: proposal.box } };
}
