import { sumToShape } from './broadcast.js';
import { binaryOperation } from './elementwise.js';

/**
 * y = a + b
 *
 * @example
 * const graph = new Graph();
 * const a = graph.input('a', [2, 3]);
 * const y = add(a, graph.input('b', [3])); // [2, 3]: a + b, b in each row; add(a, 2) takes a number
 */
export const add = binaryOperation('Add', (a, b, _y, dy) => [sumToShape(dy, a), sumToShape(dy, b)]);
