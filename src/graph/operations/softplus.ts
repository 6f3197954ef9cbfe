import { unaryOperation } from './elementwise.js';
import { multiply } from './multiply.js';
import { sigmoid } from './sigmoid.js';

/**
 * y = ln(1 + eˣ), without overflow; dx = dy · σ(x)
 *
 * @example
 * const x = new Graph().input('x', [2, 3]);
 * const y = softplus(x); // [2, 3]: ln(1 + eˣ)
 */
export const softplus = unaryOperation('Softplus', (x, _y, dy) => multiply(dy, sigmoid(x)));
