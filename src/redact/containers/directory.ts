import { concat, textOf, viewOf } from '../bytes.js';

/** One field of a TIFF directory. */
export interface Field {
  readonly tag: number;
  /** TIFF's number of the type of its values. */
  readonly type: number;
  readonly count: number;
  /** The values, little-endian. */
  readonly value: Uint8Array;
}

/** From one place in a file up to another. */
export interface Range {
  readonly start: number;
  readonly end: number;
}

/** A TIFF directory (IFD), which EXIF consists of too. */
export interface Directory {
  readonly fields: readonly Field[];
  /** Offset of the directory after it, 0 where it is the last. */
  readonly next: number;
  /** Where the directory and the values that do not fit into it stand. */
  readonly ranges: readonly Range[];
}

/** TIFF's types by number. Source: TIFF 6.0, section 2; BigTIFF for 16 to 18; EXIF 3.0 for 129. */
export const TYPE = {
  byte: 1,
  ascii: 2,
  short: 3,
  long: 4,
  rational: 5,
  undefined: 7,
  signedRational: 10,
  utf8: 129,
} as const;

/** Bytes of a value, and of the parts of it whose order of bytes is the file's, by type. */
const SIZES: Record<number, readonly [value: number, part: number]> = {
  1: [1, 1],
  2: [1, 1],
  3: [2, 2],
  4: [4, 4],
  5: [8, 4],
  6: [1, 1],
  7: [1, 1],
  8: [2, 2],
  9: [4, 4],
  10: [8, 4],
  11: [4, 4],
  12: [8, 8],
  13: [4, 4],
  16: [8, 8],
  17: [8, 8],
  18: [8, 8],
  129: [1, 1],
};

const CLASSIC = 42;
const BIG = 43;

/** Reads the directories of TIFF and BigTIFF, of either order of bytes. Source: TIFF 6.0, section 2. */
export class DirectoryReader {
  readonly #view: DataView;
  readonly littleEndian: boolean;
  readonly #big: boolean;
  /** Offset of the first directory; 0 where these are no TIFF's bytes. */
  readonly first: number;

  /** `bytes` start with TIFF's header. */
  constructor(readonly bytes: Uint8Array) {
    this.#view = viewOf(bytes);
    this.littleEndian = bytes[0] === 0x49;
    const order = textOf(bytes, 0, 2);
    const version = bytes.length >= 16 && (order === 'II' || order === 'MM') ? this.#short(2) : 0;
    this.#big = version === BIG;
    this.first = version === BIG ? this.#offset(8) : version === CLASSIC ? this.#offset(4) : 0;
  }

  /** The directory at an offset, with the fields whose values the file holds whole; undefined where there is none. */
  read(offset: number): Directory | undefined {
    const [countSize, entrySize, offsetSize] = this.#big ? [8, 20, 8] : [2, 12, 4];
    const has = (start: number, length: number) => start >= 0 && length >= 0 && start + length <= this.bytes.length;
    if (offset < 8 || !has(offset, countSize)) return undefined;
    const count = this.#big ? this.#offset(offset) : this.#short(offset);
    const end = offset + countSize + entrySize * count;
    if (!has(end, offsetSize)) return undefined;
    const fields: Field[] = [];
    const ranges: Range[] = [{ start: offset, end: end + offsetSize }];
    for (let at = offset + countSize; at < end; at += entrySize) {
      const [tag, type] = [this.#short(at), this.#short(at + 2)];
      const values = this.#big ? this.#offset(at + 4) : this.#view.getUint32(at + 4, this.littleEndian);
      const inEntry = at + entrySize - offsetSize;
      const length = (SIZES[type]?.[0] ?? 0) * values;
      const start = length <= offsetSize ? inEntry : this.#offset(inEntry);
      if (!has(start, length)) continue;
      if (start !== inEntry) ranges.push({ start, end: start + length });
      fields.push({ tag, type, count: values, value: this.#values(start, length, SIZES[type]?.[1] ?? 1) });
    }
    return { fields, next: this.#offset(end), ranges };
  }

  #values(start: number, length: number, part: number): Uint8Array {
    const value = this.bytes.subarray(start, start + length);
    if (this.littleEndian || part === 1) return value;
    const swapped = new Uint8Array(value);
    for (let at = 0; at < swapped.length; at += part) swapped.subarray(at, at + part).reverse();
    return swapped;
  }

  #short(at: number): number {
    return this.#view.getUint16(at, this.littleEndian);
  }

  #offset(at: number): number {
    return this.#big
      ? Number(this.#view.getBigUint64(at, this.littleEndian))
      : this.#view.getUint32(at, this.littleEndian);
  }
}

/** The first number of a field, 0 where it holds none. */
export function numberOf({ type, value }: Field): number {
  const size = SIZES[type]?.[1] ?? 0;
  if (value.length < size) return 0;
  return littleEndian(value.subarray(0, size));
}

/** All numbers of a field of bytes, shorts or longs. */
export function numbersOf({ type, value }: Field): number[] {
  const size = SIZES[type]?.[1] ?? 1;
  return Array.from({ length: Math.floor(value.length / size) }, (_, index) =>
    littleEndian(value.subarray(index * size, (index + 1) * size)),
  );
}

/** The number that bytes say, the first of them being the lowest. */
function littleEndian(bytes: Uint8Array): number {
  return bytes.reduceRight((number, byte) => number * 256 + byte, 0);
}

/** A little-endian directory that will stand at `at`, with the values that do not fit into it behind it. */
export function writeDirectory(fields: readonly Field[], at: number, next = 0): Uint8Array {
  const sorted = [...fields].sort((one, other) => one.tag - other.tag);
  const head = new Uint8Array(2 + 12 * sorted.length + 4);
  const view = viewOf(head);
  view.setUint16(0, sorted.length, true);
  const values: Uint8Array[] = [];
  let end = at + head.length;
  sorted.forEach(({ tag, type, count, value }, index) => {
    const entry = 2 + 12 * index;
    view.setUint16(entry, tag, true);
    view.setUint16(entry + 2, type, true);
    view.setUint32(entry + 4, count, true);
    if (value.length <= 4) {
      head.set(value, entry + 8);
      return;
    }
    view.setUint32(entry + 8, end, true);
    // Values stand at even places.
    const padded = value.length % 2 === 0 ? value : concat([value, new Uint8Array(1)]);
    values.push(padded);
    end += padded.length;
  });
  view.setUint32(head.length - 4, next, true);
  return concat([head, ...values]);
}
