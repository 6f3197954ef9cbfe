import { OUTCOME } from './matching.js';

/** Precision against recall, one point a score threshold, from the highest threshold down. */
export interface Curve {
  /** Predictions with at least this score are taken. */
  readonly thresholds: readonly number[];
  /** Share of those that are right. Thresholds that no prediction reaches are left out, so it is always a number. */
  readonly precision: readonly number[];
  /** Share of the faces asked for that are found; rises. */
  readonly recall: readonly number[];
}

/**
 * The curve at the given thresholds.
 *
 * @param scores `[predictions]`, falling
 * @param outcomes `[predictions]` of `OUTCOME`; those that are neither right nor wrong do not count
 * @param faces how many faces are asked for
 * @param thresholds falling
 */
export function curveAt(
  scores: Float64Array,
  outcomes: Uint8Array,
  faces: number,
  thresholds: Iterable<number>,
): Curve {
  const curve = { thresholds: [] as number[], precision: [] as number[], recall: [] as number[] };
  let next = 0;
  let right = 0;
  let wrong = 0;
  for (const threshold of thresholds) {
    for (; next < scores.length && scores[next]! >= threshold; next++) {
      if (outcomes[next] === OUTCOME.right) right++;
      else if (outcomes[next] === OUTCOME.wrong) wrong++;
    }
    if (right + wrong === 0) continue;
    curve.thresholds.push(threshold);
    curve.precision.push(right / (right + wrong));
    curve.recall.push(right / faces);
  }
  return curve;
}

/**
 * Area under the curve once each precision is raised to the best at that recall or above: PASCAL VOC's average precision
 * since 2010, WIDER FACE's too. 0 to 1; NaN where no face is asked for.
 */
export function areaUnder({ precision, recall }: Curve, faces: number): number {
  if (faces === 0) return Number.NaN;
  let area = 0;
  let best = 0;
  for (let point = recall.length - 1; point >= 0; point--) {
    best = Math.max(best, precision[point]!);
    area += best * (recall[point]! - (recall[point - 1] ?? 0));
  }
  return area;
}

/**
 * The mean over recalls 0, 0.01, …, 1 of the best precision at that recall or above: COCO's average precision. 0 to 1;
 * NaN where no face is asked for.
 */
export function meanOver101Recalls({ precision, recall }: Curve, faces: number): number {
  if (faces === 0) return Number.NaN;
  let sum = 0;
  let best = 0;
  let point = recall.length - 1;
  for (let hundredth = 100; hundredth >= 0; hundredth--) {
    for (; point >= 0 && recall[point]! >= hundredth / 100; point--) best = Math.max(best, precision[point]!);
    sum += best;
  }
  return sum / 101;
}

/** Where a curve reaches a precision. */
export interface OperatingPoint {
  /** The largest recall there; 0 where the precision is never reached. */
  readonly recall: number;
  /** The score threshold that gives it; NaN where the precision is never reached. */
  readonly threshold: number;
}

/** The point of the largest recall, among those whose precision is at least `precision`. */
export function operatingPoint(curve: Curve, precision: number): OperatingPoint {
  const point = curve.precision.findLastIndex((value) => value >= precision);
  return { recall: curve.recall[point] ?? 0, threshold: curve.thresholds[point] ?? Number.NaN };
}

/** The recall at a score threshold, 0 to 1: of the last point above or at it. */
export function recallAt(curve: Curve, threshold: number): number {
  return curve.recall[curve.thresholds.findLastIndex((value) => value >= threshold)] ?? 0;
}
