import { divide } from './divide.js';
import { unaryOperation } from './elementwise.js';
import { multiply } from './multiply.js';

/**
 * y = √x; dx = dy / (2y)
 *
 * @example
 * const x = new Graph().input('x', [2, 3]);
 * const y = squareRoot(x); // [2, 3]: √x
 */
export const squareRoot = unaryOperation('Sqrt', (_x, y, dy) => divide(dy, multiply(y, 2)));
