import { unaryOperation } from './elementwise.js';
import { multiply } from './multiply.js';

/**
 * y = eˣ
 *
 * @example
 * const x = new Graph().input('x', [2, 3]);
 * const y = exponential(x); // [2, 3]: eˣ
 */
export const exponential = unaryOperation('Exp', (_x, y, dy) => multiply(dy, y));
