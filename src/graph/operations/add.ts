import { sumToShape } from './broadcast.js';
import { binaryOperation } from './elementwise.js';

/** y = a + b */
export const add = binaryOperation('Add', (a, b, _y, dy) => [sumToShape(dy, a), sumToShape(dy, b)]);
