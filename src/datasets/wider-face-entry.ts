import { InputError } from '../errors/errors.js';
import type { AnnotatedFace } from './annotations.js';

/** What an annotation file says about one photo. */
export interface WiderFaceEntry {
  readonly event: string;
  /** File name with extension. */
  readonly file: string;
  readonly faces: readonly AnnotatedFace[];
}

/** The numbers of a face in the order in which WIDER FACE's text files list them. */
export const FACE_COLUMNS = ['x', 'y', 'w', 'h', 'blur', 'expression', 'illumination', 'invalid', 'occlusion', 'pose'];

/**
 * Turns the ten numbers of `FACE_COLUMNS` into a face.
 *
 * @throws InputError that begins with `where` when there are not ten finite numbers or an attribute is out of its
 * range.
 */
export function faceFromRow(row: readonly number[], where: string): AnnotatedFace {
  if (row.length !== FACE_COLUMNS.length || !row.every(Number.isFinite)) {
    throw new InputError(`${where}: expected the ${FACE_COLUMNS.length} finite numbers ${FACE_COLUMNS.join(' ')}.`);
  }
  const [x, y, width, height] = row as [number, number, number, number];
  return {
    // One official face (val, 39_Ice_Skating_iceskiing_39_583) is −2 px wide: an empty box is nothing to look for either.
    box: { x, y, width: Math.max(width, 0), height: Math.max(height, 0) },
    blur: upTo2(row, 'blur', where),
    expression: upTo1(row, 'expression', where),
    illumination: upTo1(row, 'illumination', where),
    invalid: upTo1(row, 'invalid', where) === 1,
    occlusion: upTo2(row, 'occlusion', where),
    pose: upTo1(row, 'pose', where),
  };
}

/**
 * The faces of a photo. One without a face carries one row of zeros instead of none; among others such a row is a face
 * that nobody could judge, and keeps its place: the sets of faces that count go by numbers.
 */
export function withoutPlaceholder(faces: readonly AnnotatedFace[]): readonly AnnotatedFace[] {
  const [only, ...others] = faces;
  if (only && others.length === 0 && isPlaceholder(only)) return [];
  return faces.map((face) => (isPlaceholder(face) ? { ...face, invalid: true } : face));
}

/** Whether the row was all zeros. */
export function isPlaceholder({ box: { x, y, width, height } }: AnnotatedFace): boolean {
  return x === 0 && y === 0 && width === 0 && height === 0;
}

/**
 * Checks that a name from a file of annotations is one of a folder or a file, and leads nowhere else.
 *
 * @throws InputError that begins with `where`
 */
export function checkName(name: string, where: string): string {
  if (name !== '' && name !== '.' && name !== '..' && !/[/\\\0]/.test(name)) return name;
  throw new InputError(`${where}: expected a name without slashes, found ${JSON.stringify(name)}.`);
}

function upTo1(row: readonly number[], column: string, where: string): 0 | 1 {
  const value = row[FACE_COLUMNS.indexOf(column)];
  if (value === 0 || value === 1) return value;
  throw new InputError(`${where}: expected 0 or 1 for ${column}, found ${value}.`);
}

function upTo2(row: readonly number[], column: string, where: string): 0 | 1 | 2 {
  const value = row[FACE_COLUMNS.indexOf(column)];
  if (value === 0 || value === 1 || value === 2) return value;
  throw new InputError(`${where}: expected 0, 1 or 2 for ${column}, found ${value}.`);
}
