import { unaryOperation } from './elementwise.js';
import { multiply } from './multiply.js';
import { sigmoid } from './sigmoid.js';

/** y = ln(1 + eˣ), without overflow; dx = dy · σ(x) */
export const softplus = unaryOperation('Softplus', (x, _y, dy) => multiply(dy, sigmoid(x)));
