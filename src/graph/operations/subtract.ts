import { sumToShape } from './broadcast.js';
import { binaryOperation } from './elementwise.js';
import { negate } from './negate.js';

/**
 * y = a − b
 *
 * @example
 * const graph = new Graph();
 * const a = graph.input('a', [2, 3]);
 * const y = subtract(a, graph.input('b', [3])); // [2, 3]: a − b, b in each row; subtract(a, 2) takes a number
 */
export const subtract = binaryOperation('Sub', (a, b, _y, dy) => [sumToShape(dy, a), sumToShape(negate(dy), b)]);
