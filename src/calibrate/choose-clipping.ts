import { platform } from '#platform';
import type { AnnotatedPhoto } from '../datasets/annotations.js';
import { Detector } from '../detect/detector.js';
import { openProposer, type ProposalFile, readProposalFile } from '../detect/load-proposer.js';
import { OnnxRegionVerifier } from '../detect/onnx-region-verifier.js';
import type { VerificationFile } from '../detect/verification-file.js';
import { Verifier } from '../detect/verifier.js';
import { photoKey } from '../evaluate/predictions/photo-index.js';
import { WIDER_FACE } from '../evaluate/protocols.js';
import { rankPredictions } from '../evaluate/ranking.js';
import { countFaces, score } from '../evaluate/score.js';
import { EVALUATION_THRESHOLD } from '../evaluate/threshold.js';
import type { Face } from '../geometry/face.js';
import type { Ranges } from '../networks/quantize-kernel.js';
import { UNWATCHED, type Watch } from '../runtime/watch.js';
import { CLIPPINGS } from './activation-sample.js';
import { type CalibrationOptions, type ClippingRule, rangesOf, type Samples } from './ranges.js';

/** A way to set limits, and what it is worth. */
export interface ScoredClipping {
  /** Undefined for float32, which it is compared with. */
  readonly rule: ClippingRule | undefined;
  /** Over all faces of the photos, 0 to 1. */
  readonly averagePrecision: number;
}

/** Of all that were tried the best, and its ranges. */
export interface ChosenClipping {
  readonly ranges: Ranges;
  readonly tried: readonly ScoredClipping[];
}

/**
 * Chooses how the limits of the proposal network's activations are set: the rule with the largest average precision of the
 * proposals alone, over faces of all heights.
 *
 * @param photos that neither stage was trained on, nor the result will be measured on
 */
export async function chooseProposalClipping(
  file: ProposalFile,
  samples: Samples,
  photos: readonly AnnotatedPhoto[],
  options: CalibrationOptions = {},
): Promise<ChosenClipping> {
  const rules = CLIPPINGS.flatMap((fine) => CLIPPINGS.map((coarse) => ({ fine, coarse })));
  return await choose(rules, samples, photos, options, async (ranges) => {
    const { threads } = options;
    const precision = ranges ? 'int8' : 'float32';
    return new Detector(await openProposer({ ...file, ranges }, { threads, precision }), SETTINGS);
  });
}

/** The same for the second stage, behind proposals: by the average precision of both. */
export async function chooseVerificationClipping(
  file: VerificationFile,
  samples: Samples,
  photos: readonly AnnotatedPhoto[],
  { proposals, ...options }: CalibrationOptions & { readonly proposals?: ProposalFile | undefined } = {},
): Promise<ChosenClipping> {
  const proposalFile = proposals ?? (await readProposalFile());
  // Its activations are of one kind.
  const rules = CLIPPINGS.map((clipping) => ({ fine: clipping, coarse: clipping }));
  return await choose(rules, samples, photos, options, async (ranges) => {
    const { threads } = options;
    const precision = ranges ? 'int8' : 'float32';
    const network = await OnnxRegionVerifier.load({ ...file, ranges }, { threads, precision });
    return new Detector(
      await openProposer(proposalFile, { threads }),
      SETTINGS,
      new Verifier(network, file.combination),
    );
  });
}

const SETTINGS = { threshold: EVALUATION_THRESHOLD } as const;

async function choose(
  rules: readonly ClippingRule[],
  samples: Samples,
  photos: readonly AnnotatedPhoto[],
  { watch = UNWATCHED }: CalibrationOptions,
  detectorOf: (ranges: Ranges | undefined) => Promise<Detector>,
): Promise<ChosenClipping> {
  const candidates = [undefined, ...rules].map((rule) => ({ rule, ranges: rule && rangesOf(samples, rule) }));
  const detectors = await Promise.all(candidates.map(({ ranges }) => detectorOf(ranges)));
  try {
    const found = await detectWithAll(detectors, photos, watch);
    const tried = candidates.map(({ rule, ranges }, index) => {
      const ranking = rankPredictions(photos, found[index]!, WIDER_FACE.overlap);
      const { averagePrecision } = score(
        WIDER_FACE,
        ranking,
        countFaces(ranking, () => true),
      );
      return { rule, ranges, averagePrecision };
    });
    const best = tried.reduce<(typeof tried)[number] | undefined>(
      (best, one) => (one.ranges && (!best || one.averagePrecision > best.averagePrecision) ? one : best),
      undefined,
    );
    return { ranges: best!.ranges!, tried };
  } finally {
    await Promise.all(detectors.map((detector) => detector.dispose()));
  }
}

/** What each detector finds: every photo is decoded once. */
async function detectWithAll(
  detectors: readonly Detector[],
  photos: readonly AnnotatedPhoto[],
  watch: Watch,
): Promise<Map<string, readonly Face[]>[]> {
  const found = detectors.map(() => new Map<string, readonly Face[]>());
  const progress = watch.start(photos.length, 'photos');
  try {
    for (const photo of photos) {
      watch.signal?.throwIfAborted();
      const image = await platform.readImage(photo.path);
      for (const [index, detector] of detectors.entries())
        found[index]!.set(photoKey(photo), (await detector.detect(image)).faces);
      progress.advance();
    }
  } finally {
    progress.stop();
  }
  return found;
}
