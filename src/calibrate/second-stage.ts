import type { RegionBatchSettings } from '../datasets/region-batches.js';
import type { RegionSample } from '../datasets/region-sample.js';
import { OnnxRegionVerifier } from '../detect/onnx-region-verifier.js';
import type { VerificationFile } from '../detect/verification-file.js';
import {
  averagePrecisionOf,
  meanOverlaps,
  type Restoration,
  restoreRegions,
  scoreRestorations,
  type VerifiedSample,
  verifySamples,
} from '../evaluate/regions.js';

/** Heights in pixels of the real candidates that the face head is scored on. */
const TINY = { from: 6, to: 16 } as const;

/** Regions that are restored to score the generator: each takes some milliseconds. */
const RESTORED = 200;

/**
 * Scores the second stage on samples of photos that it was not trained on.
 *
 * - With a generator: `bicubic PSNR`, `upsampled PSNR`, `refined PSNR` in decibels and `… SSIM`, means over faces that have a
 *   truth of high resolution, degraded as in training.
 * - With a discriminator: `faceAP`, the average precision of its face head among candidates up to the height that
 *   training draws, and `tinyFaceAP` among those 6 to 16 pixels tall; with a box head `candidateIoU` and `correctedIoU`,
 *   the mean overlap with the face of the candidates' boxes and of its own, and of tiny ones likewise.
 *
 * @returns the numbers, and restored faces and non-faces to look at
 */
export async function scoreSecondStage(
  samples: readonly RegionSample[],
  settings: RegionBatchSettings,
  { weights, preset, ...file }: Pick<VerificationFile, 'file' | 'weights' | 'preset' | 'context' | 'combination'>,
  threads?: number,
): Promise<{ numbers: Record<string, number>; restorations: Restoration[] }> {
  const numbers: Record<string, number> = {};
  const restorations: Restoration[] = [];
  if (preset.generator) {
    const { generator } = preset;
    const restore = (face: boolean, most: number) =>
      restoreRegions(
        samples.filter(({ extent }) => face === (extent !== undefined)),
        settings,
        weights,
        generator,
        most,
      );
    const faces = await restore(true, RESTORED);
    Object.assign(numbers, scoreRestorations(faces, settings.high));
    restorations.push(...faces, ...(await restore(false, 20)));
  }
  if ([...weights.keys()].some((name) => name.startsWith('discriminator.'))) {
    const network = await OnnxRegionVerifier.load({ weights, preset, ...file }, { threads });
    try {
      const candidates = samples.filter(({ height }) => height <= settings.maxHeight);
      const judged = await verifySamples(candidates, network);
      const tiny = judged.filter(({ sample: { height } }) => height >= TINY.from && height < TINY.to);
      const scoreFaces = (chosen: readonly VerifiedSample[]) =>
        averagePrecisionOf(
          chosen.map(({ probability }) => probability),
          chosen.map(({ sample }) => sample.extent !== undefined),
        );
      const [overlaps, tinyOverlaps] = [meanOverlaps(judged), meanOverlaps(tiny)];
      Object.assign(numbers, {
        faceAP: scoreFaces(judged),
        tinyFaceAP: scoreFaces(tiny),
        candidateIoU: overlaps.candidate,
        correctedIoU: overlaps.corrected,
        tinyCandidateIoU: tinyOverlaps.candidate,
        tinyCorrectedIoU: tinyOverlaps.corrected,
      });
    } finally {
      await network.dispose();
    }
  }
  const rounded = Object.entries(numbers).flatMap(([name, value]) =>
    Number.isFinite(value) ? [[name, Number(value.toFixed(4))] as const] : [],
  );
  return { numbers: Object.fromEntries(rounded), restorations };
}
