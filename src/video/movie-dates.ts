/** Boxes that hold others, on the way to those with dates: ISO/IEC 14496-12. */
const PARENTS = new Set(['moov', 'trak', 'mdia']);
/** Boxes that begin with when they were made and changed. */
const DATED = new Set(['mvhd', 'tkhd', 'mdhd']);
const HEADER = 8;

/** A `moov` box that does not say when it was made: its dates are 0, "not known". */
export function withoutDates(moov: Uint8Array): Uint8Array {
  const data = Uint8Array.from(moov);
  clear(new DataView(data.buffer), 0, data.length);
  return data;
}

function clear(view: DataView, from: number, to: number): void {
  for (let at = from; at + HEADER <= to; ) {
    const size = view.getUint32(at);
    if (size < HEADER || at + size > to) return;
    const type = String.fromCharCode(...[4, 5, 6, 7].map((byte) => view.getUint8(at + byte)));
    if (PARENTS.has(type)) clear(view, at + HEADER, at + size);
    // Version 1 has 8 bytes a date, version 0 has 4.
    else if (DATED.has(type)) clearDates(view, at + HEADER + 4, view.getUint8(at + HEADER) === 1 ? 16 : 8);
    at += size;
  }
}

function clearDates(view: DataView, at: number, length: number): void {
  for (let byte = 0; byte < length; byte++) view.setUint8(at + byte, 0);
}
