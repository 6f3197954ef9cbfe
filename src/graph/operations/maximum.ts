import { sumToShape } from './broadcast.js';
import { binaryOperation } from './elementwise.js';
import { isPositive } from './is-positive.js';
import { multiply } from './multiply.js';
import { subtract } from './subtract.js';

/** y = max(a, b); the gradient goes to the larger one, and to b where they are equal. */
export const maximum = binaryOperation('Max', (a, b, _y, dy) => {
  const toA = multiply(dy, isPositive(subtract(a, b)));
  return [sumToShape(toA, a), sumToShape(subtract(dy, toA), b)];
});
