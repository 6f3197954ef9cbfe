import { sumToShape } from './broadcast.js';
import { binaryOperation } from './elementwise.js';

/**
 * y = a · b
 *
 * @example
 * const graph = new Graph();
 * const a = graph.input('a', [2, 3]);
 * const y = multiply(a, graph.input('b', [3])); // [2, 3]: a · b, b in each row; multiply(a, 2) takes a number
 */
export const multiply = binaryOperation('Mul', (a, b, _y, dy) => [
  sumToShape(multiply(dy, b), a),
  sumToShape(multiply(dy, a), b),
]);
