import { sumToShape } from './broadcast.js';
import { binaryOperation } from './elementwise.js';
import { negate } from './negate.js';

/** y = a − b */
export const subtract = binaryOperation('Sub', (a, b, _y, dy) => [sumToShape(dy, a), sumToShape(negate(dy), b)]);
