import { InvalidArgumentError, Option } from 'commander';
import type { z } from 'zod';

/**
 * An option with a number as its argument, checked by the same schema as the library's option, so that both allow the
 * same range and say the same.
 */
export function numberOption(flags: string, description: string, schema: z.ZodType): Option {
  return new Option(flags, description).argParser((text) => {
    const result = schema.safeParse(text.trim() === '' ? Number.NaN : Number(text));
    if (!result.success) throw new InvalidArgumentError(`${result.error.issues[0]!.message}.`);
    return result.data;
  });
}
