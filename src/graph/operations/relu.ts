import { unaryOperation } from './elementwise.js';
import { isPositive } from './is-positive.js';
import { multiply } from './multiply.js';

/**
 * y = max(x, 0). The gradient at 0 is 0.
 *
 * @example
 * const x = new Graph().input('x', [2, 3]);
 * const y = relu(x); // [2, 3]: nothing below 0
 */
export const relu = unaryOperation('Relu', (_x, y, dy) => multiply(dy, isPositive(y)));
