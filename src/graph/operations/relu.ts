import { unaryOperation } from './elementwise.js';
import { multiply } from './multiply.js';
import { sign } from './sign.js';

/** y = max(x, 0). As y ≥ 0, its sign is the mask of the gradient: cheaper than a comparison and a choice. */
export const relu = unaryOperation('Relu', (_x, y, dy) => multiply(dy, sign(y)));
