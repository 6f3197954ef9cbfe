import { sumToShape } from './broadcast.js';
import { binaryOperation } from './elementwise.js';
import { isPositive } from './is-positive.js';
import { multiply } from './multiply.js';
import { subtract } from './subtract.js';

/**
 * y = max(a, b); the gradient goes to the larger one, and to b where they are equal.
 *
 * @example
 * const graph = new Graph();
 * const a = graph.input('a', [2, 3]);
 * const y = maximum(a, graph.input('b', [3])); // [2, 3]: the larger of both, b in each row; maximum(a, 2) takes a number
 */
export const maximum = binaryOperation('Max', (a, b, _y, dy) => {
  const toA = multiply(dy, isPositive(subtract(a, b)));
  return [sumToShape(toA, a), sumToShape(subtract(dy, toA), b)];
});
