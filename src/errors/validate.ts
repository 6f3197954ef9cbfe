import * as z from 'zod';
import { InputError } from './errors.js';

/**
 * Checks something that came from outside against a schema and returns it typed, with defaults filled in.
 * Throws `InputError` naming the first part that does not fit: *threshold: expected a number from 0 to 1, received "high"*.
 *
 * @param nameOf how the caller knows a setting (the command says `--min-face` where the library says `minFace`)
 */
export function validate<Schema extends z.ZodType>(
  schema: Schema,
  value: unknown,
  nameOf: (path: string) => string = (path) => path,
): z.output<Schema> {
  const result = schema.safeParse(value, { reportInput: true });
  if (result.success) return result.data;
  const issue = result.error.issues[0]!;
  const path = issue.path.join('.');
  if (issue.code === 'unrecognized_keys') {
    throw new InputError(`${issue.keys.map(nameOf).join(', ')}: no such option`);
  }
  throw new InputError(`${nameOf(path)}${path && ': '}${issue.message}, received ${shown(issue.input)}`);
}

function shown(value: unknown): string {
  const text = typeof value === 'number' ? String(value) : jsonOf(value);
  return text.length > 60 ? `${text.slice(0, 60)}…` : text;
}

function jsonOf(value: unknown): string {
  try {
    return JSON.stringify(value) ?? typeof value;
  } catch {
    // Data from outside may lie too deep in itself, and a caller's objects may hold themselves.
    return Array.isArray(value) ? 'a list' : typeof value;
  }
}

/** A number from `least` to `most`; every way to miss it gives the same message. */
export function numberBetween(least: number, most: number, unit = '') {
  const error = `expected a number from ${least} to ${most}${unit && ` ${unit}`}`;
  return z.number(error).min(least, error).max(most, error);
}

/** A whole number from `least` to `most`; every way to miss it gives the same message. */
export function integerBetween(least: number, most: number, unit = '') {
  const error = `expected a whole number from ${least} to ${most}${unit && ` ${unit}`}`;
  return z.number(error).int(error).min(least, error).max(most, error);
}
