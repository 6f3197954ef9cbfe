import { unaryOperation } from './elementwise.js';
import { multiply } from './multiply.js';
import { sign } from './sign.js';

/** y = |x|; the gradient at 0 is 0. */
export const absolute = unaryOperation('Abs', (x, _y, dy) => multiply(dy, sign(x)));
