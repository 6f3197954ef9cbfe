import type { AnnotatedPhoto } from '../datasets/annotations.js';
import { type Combination, combinedScore, DEFAULT_COMBINATION, isVerified } from '../detect/combination.js';
import type { Face } from '../geometry/face.js';
import { scoreByHeight } from './heights.js';
import { photoKey } from './predictions/photo-index.js';
import { WIDER_FACE } from './protocols.js';
import { type Predictions, type Ranking, rankPredictions } from './ranking.js';

/**
 * What is tried. Proposals weaker than .15 are not looked at: they are so many that it would take most of the time.
 */
const TRIED = {
  weight: [0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8],
  bias: [-1.5, -1, -0.75, -0.5, -0.25, 0, 0.25, 0.5, 0.75, 1, 1.5],
  tallest: [12, 16, 20, 24, 32, 48, 64],
  leastProposal: [0.15, 0.2, 0.25, 0.3],
} as const satisfies Record<keyof Combination, readonly number[]>;

/** What must be judged before the rule is chosen: all that any rule may ask for. */
export const JUDGED = {
  tallest: Math.max(...TRIED.tallest),
  leastProposal: Math.min(...TRIED.leastProposal),
} as const;

/** Faces from 8 up to 16 pixels tall are what the second stage is for. */
const TINY = { from: 8, to: 16 } as const;

export interface ChosenCombination {
  readonly combination: Combination;
  /** The objective with it, and with the proposals alone, 0 to 1. */
  readonly score: number;
  readonly proposalScore: number;
}

/**
 * Chooses how the scores of both stages are combined: the rule, of all that are tried, with the largest mean of two
 * average precisions, that of all faces and the mean of 8–12 and 12–16 pixels tall ones.
 *
 * @param photos that neither stage was trained on, nor the result will be measured on
 * @param judged their faces, those of `JUDGED` with the scores of both `stages`
 */
export function chooseCombination(photos: readonly AnnotatedPhoto[], judged: Predictions): ChosenCombination {
  const ranking = rankPredictions(photos, judged, WIDER_FACE.overlap);
  const faces = Array.from(ranking.photoOf, (photo, prediction) => {
    return judged.get(photoKey(photos[photo]!))![ranking.indexInPhoto[prediction]!]!;
  });
  const scoreOf = (combination: Combination) =>
    objective(
      rescored(
        ranking,
        Float64Array.from(faces, (face) => combinedFaceScore(face, combination)),
      ),
    );
  const none = { weight: 0, bias: 0, tallest: 0, leastProposal: 1 };
  const proposalScore = scoreOf(none);
  let best = { combination: DEFAULT_COMBINATION, score: scoreOf(DEFAULT_COMBINATION) };
  // One number after the other, until none of them can be bettered alone.
  for (let before = Number.NEGATIVE_INFINITY; best.score > before; ) {
    before = best.score;
    for (const [name, values] of Object.entries(TRIED)) {
      for (const value of values) {
        const combination = { ...best.combination, [name]: value };
        const score = scoreOf(combination);
        if (score > best.score) best = { combination, score };
      }
    }
  }
  if (best.score <= proposalScore) return { combination: none, score: proposalScore, proposalScore };
  return { ...best, proposalScore };
}

/** A face's score by a rule: the proposal's where the second stage was not to look, or did not. */
export function combinedFaceScore(face: Face, combination: Combination): number {
  if (!face.stages) return face.score;
  const { proposal, verification } = face.stages;
  return isVerified(face, combination) ? combinedScore(proposal, verification, combination) : proposal;
}

/** All faces with their scores by a rule. */
export function combineScores(judged: Predictions, combination: Combination): Predictions {
  const rescore = (face: Face) => ({ ...face, score: combinedFaceScore(face, combination) });
  return new Map([...judged].map(([photo, faces]) => [photo, faces.map(rescore)]));
}

/** The same predictions in the order of other scores; the sort is stable. */
function rescored(ranking: Ranking, scores: Float64Array): Ranking {
  const order = Array.from(scores.keys()).sort((a, b) => scores[b]! - scores[a]!);
  return {
    photos: ranking.photos,
    scores: Float64Array.from(order, (prediction) => scores[prediction]!),
    photoOf: Int32Array.from(order, (prediction) => ranking.photoOf[prediction]!),
    indexInPhoto: Int32Array.from(order, (prediction) => ranking.indexInPhoto[prediction]!),
    candidates: order.map((prediction) => ranking.candidates[prediction]!),
  };
}

function objective(ranking: Ranking): number {
  const { all, ranges } = scoreByHeight(WIDER_FACE, ranking);
  const tiny = ranges.filter(({ range, faces }) => faces > 0 && range.from >= TINY.from && range.to <= TINY.to);
  if (tiny.length === 0) return all.averagePrecision;
  const mean = tiny.reduce((sum, { averagePrecision }) => sum + averagePrecision, 0) / tiny.length;
  return (all.averagePrecision + mean) / 2;
}
