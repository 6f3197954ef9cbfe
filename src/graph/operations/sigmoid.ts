import { unaryOperation } from './elementwise.js';
import { multiply } from './multiply.js';
import { subtract } from './subtract.js';

/** y = 1 / (1 + e⁻ˣ); dx = dy · (y − y²) */
export const sigmoid = unaryOperation('Sigmoid', (_x, y, dy) => multiply(dy, subtract(y, multiply(y, y))));
