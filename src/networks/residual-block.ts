import type { Tensor } from '../graph/index.js';
import type { Layers } from './layers.js';
import type { Initial } from './parameters.js';

/**
 * A residual block (He et al. 2015, *Deep Residual Learning*, figure 2) of two 3 × 3 convolutions, each with batch
 * normalisation; the second's ReLU comes after the addition.
 *
 * @param x [batch, features, height, width], as what is returned
 */
export function residualBlock(
  layers: Layers,
  name: string,
  x: Tensor,
  options: { readonly features: number; readonly initial?: Initial },
): Tensor {
  const inner = layers.convolution(`${name}.conv1`, x, options);
  const outer = layers.convolution(`${name}.conv2`, inner, { ...options, activation: 'none' });
  return layers.add(`${name}.sum`, x, outer, 'relu');
}
