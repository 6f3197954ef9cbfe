import { elementCount } from '../dimension.js';
import type { Tensor } from '../tensor.js';
import { multiply } from './multiply.js';
import { reduceSum } from './reduce-sum.js';

/**
 * The mean over the axes (all of them where none are named), which are dropped.
 *
 * @example
 * const x = new Graph().input('x', [1, 8, 32, 32]);
 * const y = reduceMean(x, [2, 3]); // [1, 8]: the mean of each channel
 */
export function reduceMean(x: Tensor, axes: readonly number[] = x.shape.map((_, axis) => axis)): Tensor {
  return multiply(reduceSum(x, axes), 1 / elementCount(axes.map((axis) => x.shape[axis]!)));
}
