import { sumToShape } from './broadcast.js';
import { binaryOperation } from './elementwise.js';
import { multiply } from './multiply.js';
import { negate } from './negate.js';

/**
 * y = a / b; da = dy / b, db = −dy · y / b
 *
 * @example
 * const graph = new Graph();
 * const a = graph.input('a', [2, 3]);
 * const y = divide(a, graph.input('b', [3])); // [2, 3]: a / b, b in each row; divide(a, 2) takes a number
 */
export const divide = binaryOperation('Div', (a, b, y, dy) => [
  sumToShape(divide(dy, b), a),
  sumToShape(negate(divide(multiply(dy, y), b)), b),
]);
