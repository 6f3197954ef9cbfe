import { absolute, multiply, sigmoid, softplus, subtract, type Tensor } from '../graph/index.js';

/**
 * Binary cross-entropy of σ(logit) against a target of 0 to 1, without overflow:
 *   −t·ln σ(x) − (1 − t)·ln(1 − σ(x)) = softplus(x) − t·x
 */
export function binaryCrossEntropy(logits: Tensor, targets: Tensor): Tensor {
  return subtract(softplus(logits), multiply(targets, logits));
}

/**
 * Quality focal loss (Li et al. 2020, *Generalized Focal Loss*, equation 5) with exponent 2, element by element:
 *   |t − σ(x)|² · BCE(σ(x), t)
 * The target is 0 for background and a quality of 0 to 1 for a face.
 */
export function qualityFocal(logits: Tensor, targets: Tensor): Tensor {
  const distance = absolute(subtract(sigmoid(logits), targets));
  return multiply(multiply(distance, distance), binaryCrossEntropy(logits, targets));
}
