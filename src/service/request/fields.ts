import * as z from 'zod';
import { InputError } from '../../errors/errors.js';

/** Regions or faces of a list. Of a longer one what is wrong with each would be worked out while nothing else is answered. */
const LONGEST_LIST = 10_000;

/** A field as it comes in a query or in a form: text, which the schema's own type says how to read. */
function readText(schema: z.ZodType, text: string): unknown {
  switch (innermost(schema).def.type) {
    case 'number':
      return text.trim() === '' ? Number.NaN : Number(text);
    case 'boolean':
      return text === 'true' ? true : text === 'false' ? false : text;
    case 'array':
    case 'object':
      return parsed(text);
    default:
      return text;
  }
}

function innermost(schema: z.ZodType): z.ZodType {
  const inner = schema instanceof z.ZodOptional ? schema.unwrap() : undefined;
  return inner instanceof z.ZodType ? innermost(inner) : schema;
}

/** What is no JSON is told as the text that it is, by the schema. */
function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}

/**
 * Fields as the values that their schema expects; what they are not is the schema's to say.
 *
 * @throws InputError where one is given twice, or is a list that is too long
 */
export function valuesOf(schema: z.ZodObject, fields: Iterable<readonly [string, string]>): Record<string, unknown> {
  const values = new Map<string, unknown>();
  for (const [name, text] of fields) {
    if (values.has(name)) throw new InputError(`${name}: is given twice. Leave one.`);
    const field: unknown = Object.hasOwn(schema.shape, name) ? schema.shape[name] : undefined;
    const value = field instanceof z.ZodType ? readText(field, text) : text;
    if (Array.isArray(value) && value.length > LONGEST_LIST) {
      const [count, most] = [value.length, LONGEST_LIST].map((number) => number.toLocaleString('en'));
      throw new InputError(`${name}: expected a list of ${most} at most, received ${count}.`);
    }
    values.set(name, value);
  }
  // Own keys only, whatever they are called.
  return Object.fromEntries(values);
}
