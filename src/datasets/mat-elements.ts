/** One data element of a MATLAB level 5 file: a type code (table 1-1 of "MAT-File Format") and its bytes. */
export interface Element {
  readonly type: number;
  readonly data: Uint8Array;
}

const COMPRESSED = 15;

/** Walks through the data elements that lie one behind the other in `bytes`. */
export class ElementReader {
  private readonly view: DataView;
  private offset = 0;

  constructor(
    private readonly bytes: Uint8Array,
    private readonly littleEndian: boolean,
  ) {
    this.view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  }

  get done(): boolean {
    return this.offset >= this.bytes.length;
  }

  next(): Element {
    const left = this.bytes.length - this.offset;
    if (left < 8) throw new Error(`it ends early: ${left} bytes where a tag of 8 should be`);
    const first = this.view.getUint32(this.offset, this.littleEndian);
    // Up to four bytes are packed into the tag itself: then the upper half of its first word is their number.
    const packed = first >>> 16;
    const length = packed || this.view.getUint32(this.offset + 4, this.littleEndian);
    const start = this.offset + (packed ? 4 : 8);
    const end = start + length;
    if (packed > 4 || end > this.bytes.length) {
      throw new Error(`it ends early: an element of ${length} bytes where ${this.bytes.length - start} are left`);
    }
    const type = first & 0xffff;
    // Elements start on multiples of eight bytes; after compressed ones there is no padding.
    const padding = type === COMPRESSED || packed ? 0 : (8 - (length % 8)) % 8;
    this.offset = packed ? this.offset + 8 : end + padding;
    return { type, data: this.bytes.subarray(start, end) };
  }
}

type ReadNumber = (view: DataView, offset: number, littleEndian: boolean) => number;

/** Bytes a number and how to read it, by type code. */
const NUMBERS: Record<number, readonly [bytes: number, read: ReadNumber]> = {
  1: [1, (view, offset) => view.getInt8(offset)],
  2: [1, (view, offset) => view.getUint8(offset)],
  3: [2, (view, offset, little) => view.getInt16(offset, little)],
  4: [2, (view, offset, little) => view.getUint16(offset, little)],
  5: [4, (view, offset, little) => view.getInt32(offset, little)],
  6: [4, (view, offset, little) => view.getUint32(offset, little)],
  7: [4, (view, offset, little) => view.getFloat32(offset, little)],
  9: [8, (view, offset, little) => view.getFloat64(offset, little)],
  12: [8, (view, offset, little) => Number(view.getBigInt64(offset, little))],
  13: [8, (view, offset, little) => Number(view.getBigUint64(offset, little))],
};

/** The numbers of an element, whatever type MATLAB stored them in (it takes the smallest that fits). */
export function decodeNumbers({ type, data }: Element, littleEndian: boolean): Float64Array {
  const format = NUMBERS[type];
  if (!format) throw new Error(`numbers of unknown type ${type}`);
  const [bytes, read] = format;
  const view = new DataView(data.buffer, data.byteOffset, data.byteLength);
  return Float64Array.from({ length: Math.floor(data.length / bytes) }, (_, i) => read(view, i * bytes, littleEndian));
}

/** The text of an element: UTF-8, or one number a character (UTF-16, UTF-32 or plain integers). */
export function decodeText(element: Element, littleEndian: boolean): string {
  const UTF8 = 16;
  if (element.type === UTF8) return Buffer.from(element.data).toString('utf8');
  const integers: Record<number, number> = { 17: 4, 18: 6 };
  const type = integers[element.type] ?? element.type;
  return Array.from(decodeNumbers({ type, data: element.data }, littleEndian), (code) =>
    String.fromCodePoint(code),
  ).join('');
}
