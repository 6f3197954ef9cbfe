import type { z } from 'zod';
import { numberBetween, validate } from '../../errors/validate.js';
import type { Box } from '../../geometry/box.js';

/** A box of another tool's file, in pixels of the upright photo. */
export interface ForeignBox {
  /** What the file calls it. */
  readonly label: string;
  readonly box: Box;
  /** Absent where a person drew it. */
  readonly score?: number;
}

/** What another tool's file says of one photo. */
export interface ForeignPhoto {
  readonly image: string;
  readonly width: number;
  readonly height: number;
  readonly boxes: readonly ForeignBox[];
}

/** Finds a photo that a file names without its size, and perhaps without its ending. Throws `InputError` where it is not there. */
export type FindPhoto = (image: string) => Promise<Pick<ForeignPhoto, 'image' | 'width' | 'height'>>;

/** Photos are smaller, and sums of such numbers stay exact. */
export const coordinate = numberBetween(-1e7, 1e7);
export const extent = numberBetween(0, 1e7);
export const score = numberBetween(0, 1);

/** As `validate`, with errors that say in which file. */
export function checked<Schema extends z.ZodType>(schema: Schema, value: unknown, where: string): z.output<Schema> {
  return validate(schema, value, (part) => (part === '' ? `${where}: ` : `${where}, ${part}`));
}
