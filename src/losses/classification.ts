import { reduceMean, type Tensor } from '../graph/index.js';
import { binaryCrossEntropy } from './focal.js';

/**
 * The classification loss, −log(y − D(·)) as the paper prints it: binary cross-entropy of the face head, the mean over
 * the batch.
 *
 * @param logits of the face head, [batch, 1]
 * @param faces y: 1 for a face, 0 for a non-face, [batch, 1]
 */
export function classificationLoss(logits: Tensor, faces: Tensor): Tensor {
  return reduceMean(binaryCrossEntropy(logits, faces));
}
