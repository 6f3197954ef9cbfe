import { unaryOperation } from './elementwise.js';
import { multiply } from './multiply.js';
import { subtract } from './subtract.js';

/**
 * y = tanh x; dx = dy − dy · y²
 *
 * @example
 * const x = new Graph().input('x', [2, 3]);
 * const y = tanh(x); // [2, 3]: between −1 and 1
 */
export const tanh = unaryOperation('Tanh', (_x, y, dy) => subtract(dy, multiply(dy, multiply(y, y))));
