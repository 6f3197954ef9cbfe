import type { AnnotatedFace } from '../datasets/annotations.js';
import { area, type Box, intersection, iou } from '../geometry/box.js';
import { areaUnder, type Curve, curveAt, meanOver101Recalls } from './curve.js';
import { type Matcher, matchByBestFace, matchByFreeFace } from './matching.js';
import type { Overlap } from './ranking.js';

/** How a benchmark counts. */
export interface Protocol {
  readonly title: string;
  readonly overlap: Overlap;
  readonly match: Matcher;
  /** See `curveAt`. */
  curve(scores: Float64Array, outcomes: Uint8Array, faces: number): Curve;
  /** The area under the curve, 0 to 1, as the benchmark takes it. */
  averagePrecision(curve: Curve, faces: number): number;
}

/**
 * WIDER FACE's, as its evaluation code has it: boxes are one pixel larger than their width and height say; scores are
 * min-max normalised over the whole set of predictions and cut at 1,000 equidistant thresholds.
 *
 * Source: the data set's `eval_tools` (http://shuoyang1213.me/WIDERFACE).
 */
export const WIDER_FACE: Protocol = {
  title: 'WIDER FACE',
  overlap: inclusiveIou,
  match: matchByBestFace,
  curve: curveOfNormalisedScores,
  averagePrecision: areaUnder,
};

/**
 * PASCAL VOC's since 2010, at an overlap of 0.5; its boxes include their last pixel, which is settled when they are read.
 *
 * Source: Everingham et al., "The PASCAL VOC Challenge 2012 development kit", 3.4.1.
 */
export const PASCAL_VOC: Protocol = {
  title: 'PASCAL VOC',
  overlap: (prediction, face) => iou(prediction, face.box),
  match: matchByBestFace,
  curve: curveOfAllScores,
  averagePrecision: areaUnder,
};

/**
 * COCO's AP at an overlap of 0.5 (`AP50`), over all predictions of a photo where `pycocotools` takes the best hundred: a
 * crowd has more faces than that.
 *
 * Source: https://cocodataset.org/#detection-eval and `pycocotools`.
 */
export const COCO: Protocol = {
  title: 'COCO, AP50',
  overlap: (prediction, face) => (face.invalid ? covered(prediction, face) : iou(prediction, face.box)),
  match: matchByFreeFace,
  curve: curveOfAllScores,
  averagePrecision: meanOver101Recalls,
};

const THRESHOLDS = Array.from({ length: 1000 }, (_, step) => 1 - (step + 1) / 1000);

function curveOfNormalisedScores(scores: Float64Array, outcomes: Uint8Array, faces: number): Curve {
  const lowest = scores.at(-1) ?? 0;
  // Where all scores are the same there is nothing to spread: they all pass the lowest threshold.
  const span = (scores[0] ?? 1) - lowest || 1;
  const normalised = scores.map((score) => (score - lowest) / span);
  const curve = curveAt(normalised, outcomes, faces, THRESHOLDS);
  // A user sets a threshold in the detector's own scores.
  return { ...curve, thresholds: curve.thresholds.map((threshold) => lowest + threshold * span) };
}

function curveOfAllScores(scores: Float64Array, outcomes: Uint8Array, faces: number): Curve {
  return curveAt(
    scores,
    outcomes,
    faces,
    scores.filter((score, index) => score !== scores[index + 1]),
  );
}

/** Intersection over union of boxes that reach from pixel x to pixel x + width, both included. */
function inclusiveIou(prediction: Box, { box }: AnnotatedFace): number {
  const width = Math.min(prediction.x + prediction.width, box.x + box.width) - Math.max(prediction.x, box.x) + 1;
  const height = Math.min(prediction.y + prediction.height, box.y + box.height) - Math.max(prediction.y, box.y) + 1;
  if (width <= 0 || height <= 0) return 0;
  const shared = width * height;
  const areas = (prediction.width + 1) * (prediction.height + 1) + (box.width + 1) * (box.height + 1);
  return shared / (areas - shared);
}

/** The share of the prediction that lies in a marked crowd. */
function covered(prediction: Box, { box }: AnnotatedFace): number {
  return intersection(prediction, box) / area(prediction);
}
