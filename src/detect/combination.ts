import * as z from 'zod';
import { numberBetween } from '../errors/validate.js';
import type { Box } from '../geometry/box.js';
import type { Face } from '../geometry/face.js';

/** How the second stage's word weighs against the first's. */
export interface Combination {
  /** Share of the second stage in the combined score, 0 to 1: at 0 the proposal decides alone, at 1 the second stage. */
  readonly weight: number;
  /** Added to the combined score's logit: makes verified scores mean the same as those of faces that are not. */
  readonly bias: number;
  /**
   * Added to the logit for each halving of the height below 20 pixels. The first stage's scores aim at the overlap of its
   * boxes, which is less for tiny faces whatever it does: a tiny one is likelier a face than its score says.
   */
  readonly lift: number;
  /** Share of the second stage's box in the combined one, 0 to 1, where it says where the face is. */
  readonly boxWeight: number;
  /** Faces with a box taller than this many pixels keep their proposal's score: the first stage sees enough of them. */
  readonly maxHeight: number;
  /** Faces with a weaker proposal keep its score: they are many, and the second stage hardly ever lifts them. */
  readonly minProposal: number;
  /** Faces with a surer proposal keep its score, too: a second look takes time and changes next to nothing. */
  readonly maxProposal: number;
}

/** For weights that say nothing; farface's own say what was chosen for them. */
export const DEFAULT_COMBINATION: Combination = {
  weight: 0.25,
  bias: 0,
  lift: 0,
  boxWeight: 0.5,
  maxHeight: 200,
  minProposal: 0.2,
  maxProposal: 0.85,
};

export const combinationFields = {
  weight: numberBetween(0, 1),
  bias: numberBetween(-20, 20),
  lift: numberBetween(-5, 5),
  boxWeight: numberBetween(0, 1),
  maxHeight: numberBetween(0, 1e6, 'pixels'),
  minProposal: numberBetween(0, 1),
  maxProposal: numberBetween(0, 1),
};

export const combinationSchema: z.ZodType<Combination> = z.object({
  ...combinationFields,
  bias: combinationFields.bias.default(DEFAULT_COMBINATION.bias),
  lift: combinationFields.lift.default(DEFAULT_COMBINATION.lift),
  boxWeight: combinationFields.boxWeight.default(DEFAULT_COMBINATION.boxWeight),
  minProposal: combinationFields.minProposal.default(DEFAULT_COMBINATION.minProposal),
  maxProposal: combinationFields.maxProposal.default(DEFAULT_COMBINATION.maxProposal),
});

/** Faces below this height, in pixels, are lifted. */
const LIFTED_BELOW = 20;

/** A probability of 0 or 1 would be beyond any other word; scores in files end in zeros after six digits. */
const LEAST_PROBABILITY = 1e-6;

/** Whether the second stage is asked about a face at all. */
export function isVerified(
  { box, score, stages }: Face,
  { maxHeight, minProposal, maxProposal }: Pick<Combination, 'maxHeight' | 'minProposal' | 'maxProposal'>,
): boolean {
  const proposal = stages?.proposal ?? score;
  return (stages?.proposalBox ?? box).height <= maxHeight && proposal >= minProposal && proposal <= maxProposal;
}

/**
 * The box of both stages together: each coordinate the weighted mean of theirs, as each has errors of its own.
 */
export function combinedBox(proposal: Box, verification: Box, { boxWeight }: Pick<Combination, 'boxWeight'>): Box {
  const mean = (side: keyof Box) => (1 - boxWeight) * proposal[side] + boxWeight * verification[side];
  return { x: mean('x'), y: mean('y'), width: mean('width'), height: mean('height') };
}

/**
 * The score of both stages together: the weighted mean of their logits, so that each may outvote the other where it is
 * surer. With logit(p) = log(p / (1 − p)),
 *
 * logit(score) = (1 − weight) · logit(proposal) + weight · logit(verification) + bias + lift · max(0, log₂(20 / height))
 *
 * @param proposal the first stage's score, 0 to 1
 * @param verification the second stage's probability of a face, 0 to 1
 * @param height of the first stage's box in pixels; one of less than 1 counts as 1
 */
export function combinedScore(
  proposal: number,
  verification: number,
  height: number,
  { weight, bias, lift }: Pick<Combination, 'weight' | 'bias' | 'lift'>,
): number {
  const halvings = Math.max(0, Math.log2(LIFTED_BELOW / Math.max(1, height)));
  return logistic((1 - weight) * logit(proposal) + weight * logit(verification) + bias + lift * halvings);
}

function logit(probability: number): number {
  const inside = Math.min(Math.max(probability, LEAST_PROBABILITY), 1 - LEAST_PROBABILITY);
  return Math.log(inside / (1 - inside));
}

/** The reverse of `logit`. */
export function logistic(logarithmOfOdds: number): number {
  return 1 / (1 + Math.exp(-logarithmOfOdds));
}
