import { add, multiply, subtract, type Tensor } from '../graph/index.js';

/** average ← keep · average + (1 − keep) · value */
export function movingAverage(average: Tensor, value: Tensor, keep: Tensor): Tensor {
  return add(value, multiply(subtract(average, value), keep));
}
