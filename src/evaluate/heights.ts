import { type OperatingPoint, operatingPoint, recallAt } from './curve.js';
import type { Protocol } from './protocols.js';
import type { Ranking } from './ranking.js';
import { countFaces, type Score, score } from './score.js';

/** Faces from `from` up to, but not including, `to` pixels tall. */
export interface HeightRange {
  readonly from: number;
  readonly to: number;
}

/** The ranges that faces are counted in, in pixels of the photo. */
export const HEIGHT_RANGES: readonly HeightRange[] = [
  { from: 4, to: 8 },
  { from: 8, to: 12 },
  { from: 12, to: 16 },
  { from: 16, to: 24 },
  { from: 24, to: 32 },
  { from: 32, to: 64 },
  { from: 64, to: Number.POSITIVE_INFINITY },
];

/** As in `8–12` or `64+`. */
export function rangeName({ from, to }: HeightRange): string {
  return Number.isFinite(to) ? `${from}–${to}` : `${from}+`;
}

/** How well the faces of one range are found. */
export interface HeightScore extends Score {
  readonly range: HeightRange;
  /** The largest recall at which the predictions, judged for this range alone, have the precision asked for. */
  readonly recallAtPrecision: number;
  /** The share found at the one score threshold that gives the precision asked for over faces of all heights. */
  readonly found: number;
}

/** How well faces of each height are found. */
export interface ScoreByHeight {
  /** All faces that the annotators could judge, whatever their height. */
  readonly all: Score;
  /** Where all faces together reach the precision asked for. */
  readonly operatingPoint: OperatingPoint;
  readonly ranges: readonly HeightScore[];
}

/**
 * Scores each range of face heights by a protocol that asks for the faces of this height alone: predictions that mean
 * another face are neither right nor wrong, and those that mean none are wrong in every range.
 *
 * @param precision at which recall is given, 0 to 1
 */
export function scoreByHeight(protocol: Protocol, ranking: Ranking, precision = 0.9): ScoreByHeight {
  const all = score(
    protocol,
    ranking,
    countFaces(ranking, () => true),
  );
  const point = operatingPoint(all.curve, precision);
  const ranges = HEIGHT_RANGES.map((range) => {
    const counted = countFaces(ranking, ({ box }) => box.height >= range.from && box.height < range.to);
    const inRange = score(protocol, ranking, counted);
    return {
      ...inRange,
      range,
      recallAtPrecision: operatingPoint(inRange.curve, precision).recall,
      found: recallAt(inRange.curve, point.threshold),
    };
  });
  return { all, operatingPoint: point, ranges };
}
