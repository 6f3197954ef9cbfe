import { unaryOperation } from './elementwise.js';

/** y = x; nothing flows back, so that what follows sees a constant. */
export const stopGradient = unaryOperation('Identity');
