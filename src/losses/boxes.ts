import { add, divide, maximum, multiply, negate, reduceSum, type Tensor } from '../graph/index.js';
import type { BoxTensors } from '../networks/proposal-boxes.js';
import { overlap } from './overlap.js';

/**
 * 1 − GIoU of the discriminator's boxes, the mean over the faces of the batch; 0 where there are none.
 *
 * @param boxes, truth each [batch, 1]; what the truth of a non-face is does not matter, but its sides are above 0
 * @param faces 1 for a face and 0 for a non-face, [batch, 1]
 */
export function boxLoss(boxes: BoxTensors, truth: BoxTensors, faces: Tensor): Tensor {
  const { giou } = overlap(boxes, truth);
  const sum = reduceSum(multiply(faces, add(negate(giou), 1)));
  return divide(sum, maximum(reduceSum(faces), 1));
}
