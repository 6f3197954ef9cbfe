import { sumToShape } from './broadcast.js';
import { binaryOperation } from './elementwise.js';
import { multiply } from './multiply.js';
import { negate } from './negate.js';

/** y = a / b; da = dy / b, db = −dy · y / b */
export const divide = binaryOperation('Div', (a, b, y, dy) => [
  sumToShape(divide(dy, b), a),
  sumToShape(negate(divide(multiply(dy, y), b)), b),
]);
