import { unaryOperation } from './elementwise.js';
import { multiply } from './multiply.js';
import { subtract } from './subtract.js';

/** y = tanh x; dx = dy − dy · y² */
export const tanh = unaryOperation('Tanh', (_x, y, dy) => subtract(dy, multiply(dy, multiply(y, y))));
