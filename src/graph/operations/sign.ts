import { unaryOperation } from './elementwise.js';

/** y = −1, 0 or 1; nothing flows back. */
export const sign = unaryOperation('Sign');
