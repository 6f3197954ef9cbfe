/** Bytes as files are put together of them: the same in Node and in browsers. */

/** The bytes of a text of characters up to 255. */
export function latin1(text: string): Uint8Array {
  return Uint8Array.from(text, (character) => character.charCodeAt(0));
}

/** The text that bytes from one place up to another are in Latin 1. */
export function textOf(bytes: Uint8Array, start = 0, end = bytes.length): string {
  let text = '';
  for (const byte of bytes.subarray(start, end)) text += String.fromCharCode(byte);
  return text;
}

export function utf8(text: string): Uint8Array {
  return new TextEncoder().encode(text);
}

export function utf16le(text: string): Uint8Array {
  return Uint8Array.from({ length: 2 * text.length }, (_, at) => text.charCodeAt(at >> 1) >> (8 * (at & 1)));
}

export function concat(parts: readonly Uint8Array[]): Uint8Array {
  const whole = new Uint8Array(parts.reduce((sum, { length }) => sum + length, 0));
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
}

export function equal(one: Uint8Array, other: Uint8Array): boolean {
  return one.length === other.length && startsWith(one, other);
}

/** Whether `bytes` has `part` at `at`. */
export function startsWith(bytes: Uint8Array, part: Uint8Array, at = 0): boolean {
  if (at + part.length > bytes.length) return false;
  for (let index = 0; index < part.length; index++) if (bytes[at + index] !== part[index]) return false;
  return true;
}

/** Where `part`, of a byte at least, is next, from `start` on; -1 where it is not. */
export function indexOf(bytes: Uint8Array, part: Uint8Array, start = 0): number {
  let at = bytes.indexOf(part[0]!, start);
  while (at >= 0 && !startsWith(bytes, part, at)) at = bytes.indexOf(part[0]!, at + 1);
  return at;
}

/** For numbers of several bytes, which are big-endian unless told otherwise. Throws RangeError beyond the end. */
export function viewOf(bytes: Uint8Array): DataView {
  return new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}

export function uint16(bytes: Uint8Array, at: number): number {
  return viewOf(bytes).getUint16(at);
}

export function uint32(bytes: Uint8Array, at: number): number {
  return viewOf(bytes).getUint32(at);
}

/** Numbers of four bytes, one behind the other, the first byte being the highest, or the lowest. */
export function uint32s(numbers: readonly number[], littleEndian = false): Uint8Array {
  const bytes = new Uint8Array(4 * numbers.length);
  for (const [index, number] of numbers.entries()) viewOf(bytes).setUint32(4 * index, number, littleEndian);
  return bytes;
}

/** CRC-32, going on from that of the bytes before. Source: PNG, third edition, annex D. */
export function crc32(bytes: Uint8Array, before = 0): number {
  let crc = ~before;
  for (const byte of bytes) crc = CRC[(crc ^ byte) & 0xff]! ^ (crc >>> 8);
  return ~crc >>> 0;
}

const CRC = Uint32Array.from({ length: 256 }, (_, byte) => {
  let crc = byte;
  for (let bit = 0; bit < 8; bit++) crc = crc & 1 ? 0xedb88320 ^ (crc >>> 1) : crc >>> 1;
  return crc;
});
