import * as z from 'zod';
import { numberBetween } from '../errors/validate.js';

const coordinate = z.number('expected a number');
const length = z.number('expected a number of pixels').min(0, 'expected a number of pixels, 0 or more');

/** Faces that a caller gives, of which the boxes count. zod's numbers are finite. */
export const locatedSchema = z.array(
  z.object({ box: z.object({ x: coordinate, y: coordinate, width: length, height: length }, 'expected a box') }),
  'expected a list of faces',
);

/** And those of which the scores count as well. */
export const scoredSchema = z.array(
  locatedSchema.element.extend({ score: numberBetween(0, 1) }),
  'expected a list of faces',
);
