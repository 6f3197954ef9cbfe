import { unaryOperation } from './elementwise.js';

/**
 * y = x; nothing flows back, so that what follows sees a constant.
 *
 * @example
 * const x = new Graph().input('x', [2, 3]);
 * const y = stopGradient(x); // [2, 3]: x, and nothing flows back
 */
export const stopGradient = unaryOperation('Identity');
