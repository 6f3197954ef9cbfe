import {
  add,
  divide,
  maximum,
  multiply,
  negate,
  reduceSum,
  squareRoot,
  stopGradient,
  type Tensor,
} from '../graph/index.js';
import type { BoxTensors } from '../networks/proposal-boxes.js';
import { qualityFocal } from './focal.js';
import { overlap } from './overlap.js';

/** What every cell of the proposal network should say; each [batch, 1, cells]. */
export interface ProposalTargets {
  /** Where the cell stands for a face, the probability that it is one, 0 to 1; 0 elsewhere. */
  readonly positive: Tensor;
  /** 1 where the score is trained, 0 where the cell is ignored. */
  readonly counted: Tensor;
  /** The face's box for positive cells; any box of some size elsewhere. */
  readonly boxes: BoxTensors;
}

export interface ProposalLossWeights {
  readonly score: number;
  readonly box: number;
}

/** No less than this many positives normalise the loss, so that a batch of background does not explode it. */
const FEWEST_POSITIVES = 8;

/**
 * Loss of the proposal network, summed over the cells and divided by the number of positives:
 * quality focal loss of the scores, with √IoU of the cell's own box as the target, and 1 − GIoU of the boxes. Where other
 * detectors marked a face, their confidence is a factor of the target and of the box's weight (Hinton et al. 2015,
 * *Distilling the Knowledge in a Neural Network*).
 *
 * The score so ranks faces whose box is good above those whose box is not; the root keeps tiny faces, whose boxes overlap
 * less whatever the network does, from being ranked below everything else.
 *
 * @param logits scores before the sigmoid, [batch, 1, cells]
 * @param boxes what the cells predict, each [batch, 1, cells]
 */
export function proposalLoss(
  logits: Tensor,
  boxes: BoxTensors,
  targets: ProposalTargets,
  weights: ProposalLossWeights,
): { total: Tensor; score: Tensor; box: Tensor } {
  const { iou, giou } = overlap(boxes, targets.boxes);
  const quality = multiply(targets.positive, squareRoot(maximum(stopGradient(iou), 0)));
  const positives = maximum(reduceSum(targets.positive), FEWEST_POSITIVES);
  const score = divide(reduceSum(multiply(targets.counted, qualityFocal(logits, quality))), positives);
  const box = divide(reduceSum(multiply(targets.positive, add(negate(giou), 1))), positives);
  return { total: add(multiply(score, weights.score), multiply(box, weights.box)), score, box };
}
