import { add, multiply, type Tensor } from '../graph/index.js';

/** Weights of the terms of equation 8. */
export interface GeneratorLossWeights {
  readonly pixel: number;
  /** α */
  readonly adversarial: number;
  /** β */
  readonly classification: number;
}

/** Weights of the terms of equation 9. */
export interface DiscriminatorLossWeights {
  readonly adversarial: number;
  readonly classification: number;
}

/** The paper's weights. */
export const GENERATOR_LOSS_WEIGHTS: GeneratorLossWeights = { pixel: 1, adversarial: 0.001, classification: 0.01 };
export const DISCRIMINATOR_LOSS_WEIGHTS: DiscriminatorLossWeights = { adversarial: 1, classification: 1 };

/**
 * Equation 8, what G minimises: α · adversarial + pixel + β · classification.
 *
 * @param terms the losses of the same names, each []
 */
export function generatorObjective(
  terms: Readonly<Record<keyof GeneratorLossWeights, Tensor>>,
  weights: GeneratorLossWeights = GENERATOR_LOSS_WEIGHTS,
): Tensor {
  const pixel = multiply(terms.pixel, weights.pixel);
  const adversarial = multiply(terms.adversarial, weights.adversarial);
  return add(add(pixel, adversarial), multiply(terms.classification, weights.classification));
}

/**
 * Equation 9, what D minimises: its adversarial loss, and the classification losses of the generated and of the real
 * images added up.
 *
 * @param terms each []
 */
export function discriminatorObjective(
  terms: {
    readonly adversarial: Tensor;
    readonly generatedClassification: Tensor;
    readonly realClassification: Tensor;
  },
  weights: DiscriminatorLossWeights = DISCRIMINATOR_LOSS_WEIGHTS,
): Tensor {
  const classification = add(terms.generatedClassification, terms.realClassification);
  return add(multiply(terms.adversarial, weights.adversarial), multiply(classification, weights.classification));
}
