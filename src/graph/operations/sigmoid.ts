import { unaryOperation } from './elementwise.js';
import { multiply } from './multiply.js';
import { subtract } from './subtract.js';

/**
 * y = 1 / (1 + e⁻ˣ); dx = dy · (y − y²)
 *
 * @example
 * const x = new Graph().input('x', [2, 3]);
 * const y = sigmoid(x); // [2, 3]: between 0 and 1
 */
export const sigmoid = unaryOperation('Sigmoid', (_x, y, dy) => multiply(dy, subtract(y, multiply(y, y))));
