import { logistic } from '../../detect/combination.js';
import { InputError } from '../../errors/errors.js';
import type { Face } from '../../geometry/face.js';
import type { Predictions } from '../ranking.js';

/** What detectors give for scores. */
export const SCORE_KINDS = ['probability', 'percent', 'logit'] as const;

export type ScoreKind = (typeof SCORE_KINDS)[number];

const PROBABILITY: Record<ScoreKind, (score: number) => number> = {
  probability: (score) => score,
  percent: (score) => score / 100,
  logit: logistic,
};

/**
 * Predictions with scores from 0 to 1, as the second stage needs them.
 *
 * @param where what errors call the predictions
 * @throws InputError where a score is out of the range of its kind
 */
export function asProbabilities(predictions: Predictions, kind: ScoreKind, where: string): Map<string, Face[]> {
  const outside = [...predictions.values()].flat().find(({ score }) => {
    const probability = PROBABILITY[kind](score);
    return !(probability >= 0 && probability <= 1);
  });
  if (outside) {
    const others = SCORE_KINDS.filter((other) => other !== kind).join(' or ');
    throw new InputError(
      `${where}: has the score ${outside.score}, which is no ${kind}. Say what the scores are: --scores ${others}.`,
    );
  }
  return new Map(
    [...predictions].map(([photo, faces]) => [
      photo,
      faces.map((face) => ({ ...face, score: PROBABILITY[kind](face.score) })),
    ]),
  );
}
