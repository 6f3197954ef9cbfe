import { readFile } from 'node:fs/promises';
import { inflateSync } from 'node:zlib';
import { InputError, messageOf } from '../errors/errors.js';
import { decodeNumbers, decodeText, ElementReader } from './mat-elements.js';

/**
 * A value of a MATLAB file. Arrays are in MATLAB's order: the first index runs fastest, so element (r, c) of
 * `[rows, columns]` is `numbers[r + c * rows]`.
 */
export type MatValue =
  | { readonly kind: 'numeric'; readonly shape: readonly number[]; readonly numbers: Float64Array }
  | { readonly kind: 'text'; readonly shape: readonly number[]; readonly text: string }
  | { readonly kind: 'cell'; readonly shape: readonly number[]; readonly cells: readonly MatValue[] };

const HEADER_BYTES = 128;
/** Types of data elements, table 1-1 of "MAT-File Format". */
const MATRIX = 14;
const COMPRESSED = 15;
/** Classes of arrays, table 1-3. Numeric classes run from double (6) to uint64 (15). */
const CELL = 1;
const CHAR = 4;
const FIRST_NUMERIC = 6;
const LAST_NUMERIC = 15;
const OTHER_CLASSES: Record<number, string> = { 2: 'struct', 3: 'object', 5: 'sparse', 16: 'function', 17: 'opaque' };
const COMPLEX_FLAG = 0x08;
/**
 * What all variables may come to once inflated, over the size of the file: those of WIDER FACE come to 7 times it, a file
 * made to exhaust memory to 1,000 times. Below a megabyte nothing is exhausted.
 */
const MOST_INFLATED = 32;
const HARMLESS = 1 << 20;
/** Cells within cells. */
const DEEPEST = 16;

/**
 * Reads the variables of a MATLAB level 5 file (`save -v6` or `-v7`): cells, text and real numbers, compressed or not.
 *
 * Source: The MathWorks, "MAT-File Format".
 *
 * @throws InputError that names the file when it cannot be read, is damaged, is not level 5, or holds another class.
 */
export async function readMat(path: string): Promise<ReadonlyMap<string, MatValue>> {
  let bytes: Uint8Array;
  try {
    bytes = await readFile(path);
  } catch (error) {
    throw new InputError(`${path}: cannot be read as a MATLAB file: ${messageOf(error)}. Check the path.`);
  }
  return parseMat(bytes, path);
}

/** As `readMat`, for bytes in memory; `name` is what errors call them. */
export function parseMat(bytes: Uint8Array, name: string): ReadonlyMap<string, MatValue> {
  const littleEndian = checkHeader(bytes, name);
  try {
    const variables = new Map<string, MatValue>();
    const file = new ElementReader(bytes.subarray(HEADER_BYTES), littleEndian);
    let left = Math.max(HARMLESS, MOST_INFLATED * bytes.length);
    while (!file.done) {
      let element = file.next();
      if (element.type === COMPRESSED) {
        const inflated = inflateSync(element.data, { maxOutputLength: Math.max(1, left) });
        left -= inflated.length;
        element = new ElementReader(inflated, littleEndian).next();
      }
      if (element.type !== MATRIX) throw new Error(`a data element of type ${element.type} where an array should be`);
      const [variable, value] = readMatrix(element.data, littleEndian);
      variables.set(variable, value);
    }
    return variables;
  } catch (error) {
    throw new InputError(
      `${name}: damaged or unsupported MATLAB file: ${messageOf(error)}. Expected one that MATLAB saved with -v6 or -v7.`,
    );
  }
}

/** Checks the 128 bytes in front; returns whether numbers are little-endian. */
function checkHeader(bytes: Uint8Array, name: string): boolean {
  const header = Buffer.from(bytes.subarray(0, HEADER_BYTES)).toString('latin1');
  if (header.startsWith('MATLAB 7.3')) {
    throw new InputError(`${name}: is a MATLAB 7.3 (HDF5) file; expected level 5. Save it with "save -v7".`);
  }
  const endian = header.slice(126);
  if (endian !== 'IM' && endian !== 'MI') {
    throw new InputError(
      `${name}: is not a MATLAB level 5 file (its 128-byte header does not end in "IM" or "MI"). Save it with "save -v7".`,
    );
  }
  return endian === 'IM';
}

/** A cell that was never assigned is an array element with nothing in it. */
const EMPTY: MatValue = { kind: 'numeric', shape: [0, 0], numbers: new Float64Array() };

/** Reads the parts of an array: flags, shape, name, then its contents. */
function readMatrix(data: Uint8Array, littleEndian: boolean, depth = 0): [name: string, value: MatValue] {
  if (depth > DEEPEST) throw new Error(`cells lie more than ${DEEPEST} deep in each other`);
  if (data.length === 0) return ['', EMPTY];
  const parts = new ElementReader(data, littleEndian);
  const flags = decodeNumbers(parts.next(), littleEndian)[0] ?? 0;
  const shape = [...decodeNumbers(parts.next(), littleEndian)];
  const name = decodeText(parts.next(), littleEndian);
  const count = shape.reduce((product, side) => product * side, 1);
  if (!(Number.isSafeInteger(count) && shape.every((side) => side >= 0)))
    throw new Error(`"${name}" has no true shape`);
  const arrayClass = flags & 0xff;

  if (arrayClass === CELL) {
    const cells: MatValue[] = [];
    // One by one, as the shape of a damaged file may ask for more than memory holds.
    while (cells.length < count) cells.push(readMatrix(parts.next().data, littleEndian, depth + 1)[1]);
    return [name, { kind: 'cell', shape, cells }];
  }
  if (arrayClass === CHAR) {
    return [name, { kind: 'text', shape, text: decodeText(parts.next(), littleEndian) }];
  }
  if (arrayClass >= FIRST_NUMERIC && arrayClass <= LAST_NUMERIC) {
    if ((flags >> 8) & COMPLEX_FLAG) throw new Error(`"${name}" is complex; only real numbers are read`);
    const numbers = decodeNumbers(parts.next(), littleEndian);
    if (numbers.length !== count)
      throw new Error(`"${name}" has ${numbers.length} numbers, its shape asks for ${count}`);
    return [name, { kind: 'numeric', shape, numbers }];
  }
  throw new Error(`"${name}" is of class ${OTHER_CLASSES[arrayClass] ?? arrayClass}; cells, text and numbers are read`);
}
