import { divide } from './divide.js';
import { unaryOperation } from './elementwise.js';

/**
 * y = ln x
 *
 * @example
 * const x = new Graph().input('x', [2, 3]);
 * const y = logarithm(x); // [2, 3]: ln x
 */
export const logarithm = unaryOperation('Log', (x, _y, dy) => divide(dy, x));
