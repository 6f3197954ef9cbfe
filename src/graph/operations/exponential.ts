import { unaryOperation } from './elementwise.js';
import { multiply } from './multiply.js';

/** y = eˣ */
export const exponential = unaryOperation('Exp', (_x, y, dy) => multiply(dy, y));
