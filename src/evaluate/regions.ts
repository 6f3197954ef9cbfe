import { hasDetail, type RegionBatchSettings, stack } from '../datasets/region-batches.js';
import { degrade } from '../datasets/region-degradation.js';
import type { RegionSample } from '../datasets/region-sample.js';
import { hasWindowTruth, truthWindow } from '../datasets/window-batches.js';
import { lookAt } from '../detect/look-at.js';
import { type RegionVerifier, rawBox } from '../detect/region-verifier.js';
import { type Box, iou, transform } from '../geometry/box.js';
import { enlarge } from '../image/enlarge.js';
import { fromNetwork } from '../image/planes.js';
import { cutRegion, regionOf } from '../image/region.js';
import { resample } from '../image/resample.js';
import { DRAWING_SIDE } from '../image/window.js';
import type { GeneratorSize } from '../networks/generator.js';
import type { Weights } from '../networks/parameters.js';
import { decodeRegionBox } from '../networks/region-boxes.js';
import { enhancementModel } from '../networks/verification-model.js';
import { createRandom } from '../random/random.js';
import { Session, tensor } from '../runtime/session.js';
import { psnr, ssim } from './image-quality.js';

/** A clear region and its small, degraded copy: `[3, side, side]`, 0 to 255. */
export interface DegradedRegion {
  readonly face: boolean;
  readonly low: Float32Array;
  readonly high: Float32Array;
}

/** With what bicubic interpolation and super-resolution make of the small copy. */
export interface Restoration extends DegradedRegion {
  readonly bicubic: Float32Array;
  readonly upsampled: Float32Array;
  readonly refined: Float32Array;
}

/** Of faces in windows, whose truths have 16 to 64 pixels. */
const SIZES = 5;

/** Regions that go through a network at once. */
const BATCH = 32;

/**
 * Degrades samples that have a truth of high resolution as training does. The same samples are degraded the same way in
 * every call.
 *
 * @param most of the samples, evenly spread
 */
export async function degradeRegions(
  samples: readonly RegionSample[],
  settings: RegionBatchSettings,
  most: number,
): Promise<DegradedRegion[]> {
  const { low, high: side, context, degradation } = settings;
  const ofWindows = side === DRAWING_SIDE;
  const detailed = samples.filter((sample) => (ofWindows ? hasWindowTruth(sample) : hasDetail(sample, settings)));
  const step = Math.max(1, detailed.length / most);
  const chosen = Array.from({ length: Math.min(most, detailed.length) }, (_, i) => detailed[Math.floor(i * step)]!);
  return Promise.all(
    chosen.map(async ({ extent, image, box }, i) => {
      // Faces from the smallest to the largest in turn.
      const high = ofWindows
        ? resample(image, truthWindow(box, (i % SIZES) / (SIZES - 1)), side).planes
        : cutRegion(image, regionOf(box, context), side);
      return {
        face: extent !== undefined,
        low: await degrade(high.slice(), side, side / low, createRandom(i), degradation),
        high,
      };
    }),
  );
}

/** Restores the samples that `degradeRegions` degrades. */
export async function restoreRegions(
  samples: readonly RegionSample[],
  settings: RegionBatchSettings,
  weights: Weights,
  size: GeneratorSize,
  most: number,
): Promise<Restoration[]> {
  const { low: lowSide, high: highSide } = settings;
  const degraded = await degradeRegions(samples, settings, most);
  const session = await Session.create(enhancementModel(weights, size));
  const restored: Restoration[] = [];
  try {
    for (let start = 0; start < degraded.length; start += BATCH) {
      const part = degraded.slice(start, start + BATCH);
      const lows = stack(part.map(({ low }) => low));
      const outputs = await session.run({ regions: tensor(lows, [part.length, 3, lowSide, lowSide]) });
      part.forEach((region, i) => {
        const image = (name: 'upsampled' | 'refined') => drawn(outputs[name]!.data as Float32Array, i, highSide);
        const bicubic = clamped(enlarge(region.low, lowSide, highSide / lowSide, 'bicubic'));
        restored.push({ ...region, bicubic, upsampled: image('upsampled'), refined: image('refined') });
      });
    }
  } finally {
    await session.dispose();
  }
  return restored;
}

/** Means over restorations of PSNR in decibels and of SSIM, of each way to enlarge. */
export function scoreRestorations(restorations: readonly Restoration[], side: number): Record<string, number> {
  const ways = ['bicubic', 'upsampled', 'refined'] as const;
  const mean = (value: (restoration: Restoration) => number) =>
    restorations.reduce((sum, restoration) => sum + value(restoration), 0) / restorations.length;
  return Object.fromEntries(
    ways.flatMap((way) => [
      [`${way} PSNR`, mean((restoration) => psnr(restoration[way], restoration.high))],
      [`${way} SSIM`, mean((restoration) => ssim(restoration[way], restoration.high, side))],
    ]),
  );
}

/** What the second stage says of a sample. */
export interface VerifiedSample {
  readonly sample: RegionSample;
  /** Probability that it shows a face, 0 to 1. */
  readonly probability: number;
  /** Where the face is, in pixels of the photo from the corner of the sample's image; undefined where it does not say. */
  readonly box: Box | undefined;
}

/** What the second stage says of samples, in their order. */
export async function verifySamples(
  samples: readonly RegionSample[],
  network: RegionVerifier,
): Promise<VerifiedSample[]> {
  const judged: VerifiedSample[] = [];
  for (let start = 0; start < samples.length; start += BATCH) {
    const part = samples.slice(start, start + BATCH);
    const candidates = part.map(({ image, box, height }) => ({ image, box, scaled: box.height !== height }));
    const { faces, boxes } = await lookAt(candidates, network);
    judged.push(
      ...part.map((sample, i) => ({
        sample,
        probability: faces[i]!,
        box: boxes && decodeRegionBox(inPhoto(sample, sample.box), rawBox(boxes, i)),
      })),
    );
  }
  return judged;
}

/**
 * The mean IoU with their faces, 0 to 1, of the boxes that were judged and of those that are corrected; of the faces among
 * them alone. NaN where there are none, or no network that corrects boxes.
 */
export function meanOverlaps(judged: readonly VerifiedSample[]): { candidate: number; corrected: number } {
  const overlaps = judged.flatMap(({ sample, box }) => {
    if (!sample.extent || !box) return [];
    const spanned = inPhoto(sample, sample.extent);
    const face = { ...spanned, width: spanned.width - 1, height: spanned.height - 1 };
    return [{ candidate: iou(inPhoto(sample, sample.box), face), corrected: iou(box, face) }];
  });
  const mean = (name: 'candidate' | 'corrected') =>
    overlaps.reduce((sum, overlap) => sum + overlap[name], 0) / overlaps.length;
  return { candidate: mean('candidate'), corrected: mean('corrected') };
}

/** A box of a sample's image at the scale of its photo. */
function inPhoto({ box, height }: RegionSample, inImage: Box): Box {
  return transform(inImage, height / box.height);
}

/** Average precision of a ranking: the mean, over the faces, of the precision at the rank of each. NaN without faces. */
export function averagePrecisionOf(scores: readonly number[], faces: readonly boolean[]): number {
  const order = scores.map((_, i) => i).sort((a, b) => scores[b]! - scores[a]!);
  let found = 0;
  let sum = 0;
  order.forEach((sample, rank) => {
    if (!faces[sample]) return;
    found += 1;
    sum += found / (rank + 1);
  });
  return sum / found;
}

/** One of several images that a network drew, as `[3, side, side]`, 0 to 255. */
function drawn(images: Float32Array, index: number, side: number): Float32Array {
  const length = 3 * side * side;
  return fromNetwork(images.subarray(index * length, (index + 1) * length));
}

/** Without what bicubic interpolation overshoots. */
export function clamped(planes: Float32Array): Float32Array {
  return planes.map((value) => Math.min(Math.max(value, 0), 255));
}
