import { divide } from './divide.js';
import { unaryOperation } from './elementwise.js';
import { multiply } from './multiply.js';

/** y = √x; dx = dy / (2y) */
export const squareRoot = unaryOperation('Sqrt', (_x, y, dy) => divide(dy, multiply(y, 2)));
