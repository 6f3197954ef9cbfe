import { InputError } from '../errors/errors.js';
import type { MatValue } from './mat.js';

/** The variable `name`. @throws InputError when `variables`, read from `file`, lack it. */
export function variable(variables: ReadonlyMap<string, MatValue>, name: string, file: string): MatValue {
  const value = variables.get(name);
  if (!value) throw new InputError(`${file}: has no variable "${name}" (it has: ${[...variables.keys()].join(', ')}).`);
  return value;
}

/** The cells of `value`. @throws InputError that begins with `where` when it is something else. */
export function cellsOf(value: MatValue | undefined, where: string): readonly MatValue[] {
  if (value?.kind !== 'cell')
    throw new InputError(`${where}: expected a cell array, found ${value?.kind ?? 'nothing'}.`);
  return value.cells;
}

/** The text of `value`. @throws InputError that begins with `where` when it is something else. */
export function textOf(value: MatValue | undefined, where: string): string {
  if (value?.kind !== 'text') throw new InputError(`${where}: expected text, found ${value?.kind ?? 'nothing'}.`);
  return value.text;
}

/**
 * The rows of a numeric array of `columns` columns, `[rows, columns]`.
 *
 * @throws InputError that begins with `where` when `value` is something else.
 */
export function rowsOf(value: MatValue | undefined, columns: number, where: string): number[][] {
  if (value?.kind !== 'numeric') throw new InputError(`${where}: expected numbers, found ${value?.kind ?? 'nothing'}.`);
  const { shape, numbers } = value;
  // MATLAB writes "no rows" in several shapes: 0 × 0, 0 × 1, 0 × 4.
  if (numbers.length === 0) return [];
  const rows = shape[0] ?? 0;
  if (shape.length !== 2 || shape[1] !== columns) {
    throw new InputError(`${where}: expected ${columns} columns, found an array of ${shape.join(' × ')}.`);
  }
  return Array.from({ length: rows }, (_, r) => Array.from({ length: columns }, (_, c) => numbers[r + c * rows]!));
}
