import type { Tensor } from '../tensor.js';
import { add } from './add.js';
import { matrixProduct } from './matrix-product.js';

/**
 * y = x · weightᵀ + bias
 *
 * @param x [batch, inputs]
 * @param weight [outputs, inputs]
 * @param bias [outputs]
 * @returns [batch, outputs]
 */
export function fullyConnected(x: Tensor, weight: Tensor, bias: Tensor): Tensor {
  return add(matrixProduct(x, weight, false, true), bias);
}
