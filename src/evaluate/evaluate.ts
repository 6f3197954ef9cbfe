import type { DifficultySets } from '../datasets/wider-face-sets.js';
import { type OperatingPoint, operatingPoint } from './curve.js';
import { type Exposure, exposureOf } from './exposure.js';
import { type HeightScore, scoreByHeight } from './heights.js';
import type { Protocol } from './protocols.js';
import { type Predictions, rankPredictions } from './ranking.js';
import type { Score } from './score.js';
import type { Subset } from './subset.js';
import { scoreWiderFace } from './wider-face.js';

/** The precision at which recalls are given where none is asked for. */
export const DEFAULT_PRECISION = 0.9;

/** How a data set is scored. */
export interface Benchmark {
  readonly protocol: Protocol;
  /** WIDER FACE's easy, medium and hard. */
  readonly sets?: DifficultySets;
}

/** The score of one set of faces. */
export interface SetScore extends Score {
  /** `easy`, `medium`, `hard`; `all` are all faces that the annotators could judge. */
  readonly name: string;
  /** The largest recall at the precision asked for. */
  readonly recallAtPrecision: number;
}

/** How well predictions find the faces of a data set. */
export interface Evaluation {
  readonly protocol: string;
  /** What was scored, where it is not the whole data set. */
  readonly subset?: string;
  readonly photos: number;
  /** Predictions that were scored. */
  readonly predictions: number;
  /** The precision at which recalls are given. */
  readonly precision: number;
  /** Where the predictions for all faces reach it. */
  readonly operatingPoint: OperatingPoint;
  /** The benchmark's sets, then `all`. */
  readonly sets: readonly SetScore[];
  readonly heights: readonly HeightScore[];
  /** Which faces would stay visible if what was found were masked. */
  readonly exposure: Exposure;
}

/**
 * Scores predictions for a data set or a part of it, by its benchmark's sets and by face height.
 *
 * @param precision at which recalls are given, 0 to 1
 * @example
 * const benchmark = await openWiderFace('wider');
 * const subset = chooseSubset(benchmark.photos, {}, benchmark.missing);
 * const predictions = await readPredictions('faces.jsonl', subset.photos, new Problems());
 * const { sets, exposure } = evaluate(benchmark, subset, predictions);
 * for (const { name, averagePrecision } of sets) console.log(`${name}: ${averagePrecision}`);
 */
export function evaluate(
  { protocol, sets }: Benchmark,
  { photos, label }: Subset,
  predictions: Predictions,
  precision = DEFAULT_PRECISION,
): Evaluation {
  const ranking = rankPredictions(photos, predictions, protocol.overlap);
  const { all, operatingPoint: point, ranges } = scoreByHeight(protocol, ranking, precision);
  const named: [string, Score][] = sets ? Object.entries(scoreWiderFace(ranking, sets)) : [];
  return {
    protocol: protocol.title,
    ...(label !== undefined && { subset: label }),
    photos: photos.length,
    predictions: ranking.scores.length,
    precision,
    operatingPoint: point,
    sets: [...named, ['all', all] as const].map(([name, score]) => ({
      ...score,
      name,
      recallAtPrecision: operatingPoint(score.curve, precision).recall,
    })),
    heights: ranges,
    exposure: exposureOf(photos, predictions),
  };
}
