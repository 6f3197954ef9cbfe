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
 * @example
 * const graph = new Graph();
 * const [weight, bias] = [graph.input('weight', [10, 64]), graph.input('bias', [10])];
 * const y = fullyConnected(graph.input('x', [16, 64]), weight, bias); // [16, 10]
 */
export function fullyConnected(x: Tensor, weight: Tensor, bias: Tensor): Tensor {
  return add(matrixProduct(x, weight, false, true), bias);
}
