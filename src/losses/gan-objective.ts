import { add, multiply, type Tensor } from '../graph/index.js';

/** Weights of the terms of equation 8. */
export interface GeneratorLossWeights {
  readonly pixel: number;
  /** α */
  readonly adversarial: number;
  /** β */
  readonly classification: number;
  /** Of the box head, where there is one. */
  readonly box: number;
}

/** Weights of the terms of equation 9. */
export interface DiscriminatorLossWeights {
  readonly adversarial: number;
  readonly classification: number;
  /** Of the box head, where there is one. */
  readonly box: number;
  /** Of what its features draw, where they do: the mean squared error. */
  readonly drawing: number;
}

/** The paper's weights; it has no box head, whose loss weighs as much as the classification loss. */
export const GENERATOR_LOSS_WEIGHTS: GeneratorLossWeights = {
  pixel: 1,
  adversarial: 0.001,
  classification: 0.01,
  box: 0.01,
};
export const DISCRIMINATOR_LOSS_WEIGHTS: DiscriminatorLossWeights = {
  adversarial: 1,
  classification: 1,
  box: 1,
  drawing: 0,
};

/**
 * Equation 8, what G minimises: α · adversarial + pixel + β · classification, and the box loss where there is one.
 *
 * @param terms the losses of the same names, each []
 */
export function generatorObjective(
  terms: Readonly<Record<'pixel' | 'adversarial' | 'classification', Tensor>> & { readonly box?: Tensor | undefined },
  weights: GeneratorLossWeights = GENERATOR_LOSS_WEIGHTS,
): Tensor {
  const pixel = multiply(terms.pixel, weights.pixel);
  const adversarial = multiply(terms.adversarial, weights.adversarial);
  const published = add(add(pixel, adversarial), multiply(terms.classification, weights.classification));
  return terms.box ? add(published, multiply(terms.box, weights.box)) : published;
}

/**
 * Equation 9, what D minimises: its adversarial loss, and the classification losses of the generated and of the real
 * images added up; and the box losses likewise, where there are any.
 *
 * @param terms each []
 */
export function discriminatorObjective(
  terms: {
    readonly adversarial: Tensor;
    readonly generatedClassification: Tensor;
    readonly realClassification: Tensor;
    readonly generatedBox?: Tensor | undefined;
    readonly realBox?: Tensor | undefined;
  },
  weights: Omit<DiscriminatorLossWeights, 'drawing'> = DISCRIMINATOR_LOSS_WEIGHTS,
): Tensor {
  const classification = add(terms.generatedClassification, terms.realClassification);
  const boxes = [terms.generatedBox, terms.realBox].filter((box) => box !== undefined);
  return boxes.reduce(
    (sum, box) => add(sum, multiply(box, weights.box)),
    add(multiply(terms.adversarial, weights.adversarial), multiply(classification, weights.classification)),
  );
}
