import { unaryOperation } from './elementwise.js';

/**
 * y = −x
 *
 * @example
 * const x = new Graph().input('x', [2, 3]);
 * const y = negate(x); // [2, 3]: −x
 */
export const negate = unaryOperation('Neg', (_x, _y, dy) => negate(dy));
