import { sumToShape } from './broadcast.js';
import { binaryOperation } from './elementwise.js';
import { isPositive } from './is-positive.js';
import { multiply } from './multiply.js';
import { subtract } from './subtract.js';

/**
 * y = min(a, b); the gradient goes to the smaller one, and to b where they are equal.
 *
 * @example
 * const graph = new Graph();
 * const a = graph.input('a', [2, 3]);
 * const y = minimum(a, graph.input('b', [3])); // [2, 3]: the smaller of both, b in each row; minimum(a, 2) takes a number
 */
export const minimum = binaryOperation('Min', (a, b, _y, dy) => {
  const toA = multiply(dy, isPositive(subtract(b, a)));
  return [sumToShape(toA, a), sumToShape(subtract(dy, toA), b)];
});
