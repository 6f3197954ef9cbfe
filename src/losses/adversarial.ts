import { add, negate, reduceMean, softplus, type Tensor } from '../graph/index.js';

/**
 * How the generator's adversarial loss is written. `minimax`, as printed, has hardly a gradient while the discriminator
 * is sure, which is when one is needed; `non-saturating` pulls in the same direction and has one (Goodfellow et al.
 * 2014, section 3).
 */
export type AdversarialForm = 'non-saturating' | 'minimax';

/**
 * What the generator minimises to be taken for real, the mean over the batch:
 *   minimax:         log(1 − σ(x)) = −softplus(x)
 *   non-saturating:  −log σ(x) = softplus(−x)
 *
 * @param generated logits of the real/generated head for generated images, [batch, 1]
 */
export function generatorAdversarialLoss(generated: Tensor, form: AdversarialForm = 'non-saturating'): Tensor {
  return reduceMean(form === 'minimax' ? negate(softplus(generated)) : softplus(negate(generated)));
}

/**
 * What the discriminator minimises to tell real from generated images, the mean over the batch:
 *   −log(1 − σ(generated)) − log σ(real)
 *
 * @param generated,real logits of the real/generated head, [batch, 1]; the batches may differ in size
 */
export function discriminatorAdversarialLoss(generated: Tensor, real: Tensor): Tensor {
  return add(reduceMean(softplus(generated)), reduceMean(softplus(negate(real))));
}
