import { unaryOperation } from './elementwise.js';

/** y = −x */
export const negate = unaryOperation('Neg', (_x, _y, dy) => negate(dy));
