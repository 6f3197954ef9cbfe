import { sumToShape } from './broadcast.js';
import { binaryOperation } from './elementwise.js';

/** y = a · b */
export const multiply = binaryOperation('Mul', (a, b, _y, dy) => [
  sumToShape(multiply(dy, b), a),
  sumToShape(multiply(dy, a), b),
]);
