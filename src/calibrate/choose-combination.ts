import type { AnnotatedPhoto } from '../datasets/annotations.js';
import {
  type Combination,
  combinedBox,
  combinedScore,
  DEFAULT_COMBINATION,
  isVerified,
} from '../detect/combination.js';
import { DETECT_DEFAULTS } from '../detect/options.js';
import { WIDER_FACE } from '../evaluate/protocols.js';
import { type Predictions, rankPredictions } from '../evaluate/ranking.js';
import { countFaces, score } from '../evaluate/score.js';
import type { Face } from '../geometry/face.js';
import { suppress } from '../geometry/suppression.js';

/**
 * What is tried. No taller faces than training draws: of taller ones the second stage has seen none. No weaker
 * proposals than .2: down to .1 they are twice as many, and average precision on held-back photos is the same to .001.
 * Nor surer ones than .85: they are a tenth of all, and three tenths of those over 64 pixels; average precision with them is
 * better by .0002 at most.
 */
const TRIED = {
  weight: [0.05, 0.1, 0.15, 0.2, 0.25, 0.3, 0.4, 0.5, 0.6],
  bias: [-0.5, -0.25, -0.1, 0, 0.1, 0.25, 0.4, 0.5, 0.75, 1],
  lift: [0, 0.05, 0.1, 0.15, 0.2],
  boxWeight: [0, 0.15, 0.3, 0.4, 0.5, 0.6, 0.75, 1],
  maxHeight: [16, 24, 32, 48, 64, 96, 128, 200],
  minProposal: [0.2],
  maxProposal: [0.85],
} as const satisfies Record<keyof Combination, readonly number[]>;

/** What must be judged before the rule is chosen: all that any rule may ask for. */
export const JUDGED = {
  maxHeight: Math.max(...TRIED.maxHeight),
  minProposal: Math.min(...TRIED.minProposal),
  maxProposal: Math.max(...TRIED.maxProposal),
} as const;

export interface ChosenCombination {
  readonly combination: Combination;
  /** Average precision with it, and with the proposals alone, 0 to 1. */
  readonly score: number;
  readonly proposalScore: number;
}

/**
 * Chooses how what both stages say is combined: the rule with the largest average precision over faces of all heights.
 * Verified faces rank beside those that are not; so what a rule gives the small ones must not take more from the others.
 *
 * @param photos that neither stage was trained on, nor the result will be measured on
 * @param judged their faces, those that `JUDGED` asks for with what both `stages` say, and with the second one's box where
 * it says where a face is
 */
export function chooseCombination(photos: readonly AnnotatedPhoto[], judged: Predictions): ChosenCombination {
  const scoreOf = (combination: Combination) => averagePrecision(photos, combineStages(judged, combination));
  const none = { weight: 0, bias: 0, lift: 0, boxWeight: 0, maxHeight: 0, minProposal: 1, maxProposal: 1 };
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

/** What detection would report by a rule, of faces that hold each stage's own word. */
export function combineStages(judged: Predictions, combination: Combination): Predictions {
  return new Map(
    [...judged].map(([photo, faces]) => {
      const combined = faces.map((face) => combineFace(face, combination));
      const moved = combined.some(({ stages }) => stages?.proposalBox);
      return [photo, moved ? suppress(combined, DETECT_DEFAULTS.nms) : combined];
    }),
  );
}

/** A face by a rule: as the proposals have it where the second stage was not to look, or did not. */
function combineFace(face: Face, combination: Combination): Face {
  if (!face.stages) return face;
  const { proposal, verification, proposalBox } = face.stages;
  if (!isVerified(face, combination)) return { box: proposalBox ?? face.box, score: proposal };
  return {
    ...face,
    box: proposalBox ? combinedBox(proposalBox, face.box, combination) : face.box,
    score: combinedScore(proposal, verification, (proposalBox ?? face.box).height, combination),
  };
}

function averagePrecision(photos: readonly AnnotatedPhoto[], predictions: Predictions): number {
  const ranking = rankPredictions(photos, predictions, WIDER_FACE.overlap);
  const everyFace = countFaces(ranking, () => true);
  return score(WIDER_FACE, ranking, everyFace).averagePrecision;
}
