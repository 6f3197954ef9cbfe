import { divide } from './divide.js';
import { unaryOperation } from './elementwise.js';

/** y = ln x */
export const logarithm = unaryOperation('Log', (x, _y, dy) => divide(dy, x));
