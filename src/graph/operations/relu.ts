import { unaryOperation } from './elementwise.js';
import { isPositive } from './is-positive.js';
import { multiply } from './multiply.js';

/** y = max(x, 0). The gradient at 0 is 0. */
export const relu = unaryOperation('Relu', (_x, y, dy) => multiply(dy, isPositive(y)));
