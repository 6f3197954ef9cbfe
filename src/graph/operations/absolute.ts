import { unaryOperation } from './elementwise.js';
import { multiply } from './multiply.js';
import { sign } from './sign.js';

/**
 * y = |x|; the gradient at 0 is 0.
 *
 * @example
 * const x = new Graph().input('x', [2, 3]);
 * const y = absolute(x); // [2, 3]: |x|
 */
export const absolute = unaryOperation('Abs', (x, _y, dy) => multiply(dy, sign(x)));
