import type { AnnotatedPhoto } from '../datasets/annotations.js';
import { type Combination, combinedScore, DEFAULT_COMBINATION, isVerified } from '../detect/combination.js';
import type { Face } from '../geometry/face.js';
import { photoKey } from './predictions/photo-index.js';
import { WIDER_FACE } from './protocols.js';
import { type Predictions, type Ranking, rankPredictions } from './ranking.js';
import { countFaces, score } from './score.js';

/**
 * What is tried. Proposals weaker than .2 are not looked at: from .15 up they are twice as many, and on held-back photos
 * average precision was .695 in place of .694.
 */
const TRIED = {
  weight: [0.05, 0.1, 0.15, 0.2, 0.25, 0.3, 0.4, 0.5, 0.6],
  bias: [-0.5, -0.25, -0.1, 0, 0.1, 0.25, 0.4, 0.5, 0.75, 1],
  tallest: [16, 24, 32, 64, 128, 10_000],
  leastProposal: [0.2],
} as const satisfies Record<keyof Combination, readonly number[]>;

/** What must be judged before the rule is chosen: all that any rule may ask for. */
export const JUDGED = {
  tallest: Math.max(...TRIED.tallest),
  leastProposal: Math.min(...TRIED.leastProposal),
} as const;

export interface ChosenCombination {
  readonly combination: Combination;
  /** Average precision with it, and with the proposals alone, 0 to 1. */
  readonly score: number;
  readonly proposalScore: number;
}

/**
 * Chooses how the scores of both stages are combined: the rule with the largest average precision over faces of all
 * heights. Verified faces rank beside those that are not; so what a rule gives the small ones must not take more from the
 * others.
 *
 * @param photos that neither stage was trained on, nor the result will be measured on
 * @param judged their faces, those that `JUDGED` asks for with the scores of both `stages`
 */
export function chooseCombination(photos: readonly AnnotatedPhoto[], judged: Predictions): ChosenCombination {
  const ranking = rankPredictions(photos, judged, WIDER_FACE.overlap);
  const faces = Array.from(ranking.photoOf, (photo, prediction) => {
    return judged.get(photoKey(photos[photo]!))![ranking.indexInPhoto[prediction]!]!;
  });
  const scoreOf = (combination: Combination) =>
    averagePrecision(
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

function averagePrecision(ranking: Ranking): number {
  const everyFace = countFaces(ranking, () => true);
  return score(WIDER_FACE, ranking, everyFace).averagePrecision;
}
