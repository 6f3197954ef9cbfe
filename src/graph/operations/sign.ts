import { unaryOperation } from './elementwise.js';

/**
 * y = −1, 0 or 1; nothing flows back.
 *
 * @example
 * const x = new Graph().input('x', [2, 3]);
 * const y = sign(x); // [2, 3]: −1, 0 or 1
 */
export const sign = unaryOperation('Sign');
