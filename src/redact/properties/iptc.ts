import { concat, latin1, startsWith, uint16, uint32, utf8, viewOf } from '../bytes.js';
import { decodeText, plainText, plainTexts } from './text.js';

/** The most characters of the data sets that are kept, by their number in record 2. Source: IPTC-NAA IIM 4.2, chapter 6. */
const LONGEST: Record<number, number> = {
  5: 64, // Object Name (title)
  10: 1, // Urgency
  15: 3, // Category
  20: 32, // Supplemental Category
  22: 32, // Fixture Identifier
  25: 64, // Keywords
  26: 3, // Content Location Code
  27: 64, // Content Location Name
  30: 8, // Release Date
  35: 11, // Release Time
  40: 256, // Special Instructions
  55: 8, // Date Created
  60: 11, // Time Created
  62: 8, // Digital Creation Date
  63: 11, // Digital Creation Time
  65: 32, // Originating Program
  70: 10, // Program Version
  80: 64, // By-line
  85: 32, // By-line Title
  90: 32, // City
  92: 32, // Sub-location
  95: 32, // Province/State
  100: 3, // Country Code
  101: 64, // Country
  103: 32, // Original Transmission Reference
  105: 256, // Headline
  110: 64, // Credit
  115: 64, // Source
  116: 128, // Copyright Notice
  118: 128, // Contact
  120: 2000, // Caption
  122: 32, // Writer
};

/** More keywords than a person gives. */
const MOST_DATA_SETS = 200;

const MARKER = 0x1c;
const RECORD = 2;

/** "All text is UTF-8", as data set 1:90. */
const UTF8 = Uint8Array.of(MARKER, 1, 90, 0, 3, 0x1b, 0x25, 0x47);

const PHOTOSHOP = latin1('Photoshop 3.0\0');
const RESOURCE = latin1('8BIM');
const IPTC_RESOURCE = 0x0404;

/** The named properties, written anew; undefined where there are none. `bytes` are data sets, or Photoshop's resources. */
export function cleanIptc(bytes: Uint8Array): Uint8Array | undefined {
  const named = [...dataSets(fromResources(bytes) ?? bytes)].filter(({ number }) => number in LONGEST);
  const plain = named.slice(0, MOST_DATA_SETS).flatMap(({ number, text }) => {
    const kept = plainText(text, LONGEST[number]!);
    return kept === undefined ? [] : [{ number, text: kept }];
  });
  const texts = plainTexts(
    plain.map(({ text }) => text),
    Number.POSITIVE_INFINITY,
  );
  const kept = plain.flatMap(({ number }, index) => {
    if (texts[index] === undefined) return [];
    const value = utf8(texts[index]);
    return [Uint8Array.of(MARKER, RECORD, number, value.length >> 8, value.length & 255), value];
  });
  return kept.length === 0 ? undefined : concat([UTF8, ...kept]);
}

function* dataSets(bytes: Uint8Array): Generator<{ number: number; text: string }> {
  for (let at = 0; at + 5 <= bytes.length && bytes[at] === MARKER; ) {
    const length = uint16(bytes, at + 3);
    const end = at + 5 + length;
    // Lengths above 32,767 say where the length is: nothing that we keep is as long.
    if (end > bytes.length) return;
    if (bytes[at + 1] === RECORD) yield { number: bytes[at + 2]!, text: decodeText(bytes.subarray(at + 5, end)) };
    at = end;
  }
}

/** The data sets among Photoshop's resources; undefined where these are none. Source: Photoshop File Formats, image resources. */
export function fromResources(bytes: Uint8Array): Uint8Array | undefined {
  let at = startsWith(bytes, PHOTOSHOP) ? PHOTOSHOP.length : 0;
  if (!startsWith(bytes, RESOURCE, at)) return undefined;
  while (at + 12 <= bytes.length && startsWith(bytes, RESOURCE, at)) {
    const id = uint16(bytes, at + 4);
    // A name of one byte for its length and its letters, then the data: each of an even number of bytes.
    const sizeAt = at + 6 + even(1 + bytes[at + 6]!);
    if (sizeAt + 4 > bytes.length) break;
    const size = uint32(bytes, sizeAt);
    if (id === IPTC_RESOURCE) return bytes.subarray(sizeAt + 4, sizeAt + 4 + size);
    at = sizeAt + 4 + even(size);
  }
  return new Uint8Array();
}

/** The data sets as the only one of Photoshop's resources. */
export function asResources(iptc: Uint8Array): Uint8Array {
  const head = new Uint8Array(8);
  viewOf(head).setUint16(0, IPTC_RESOURCE);
  viewOf(head).setUint32(4, iptc.length);
  return concat([PHOTOSHOP, RESOURCE, head, iptc, new Uint8Array(iptc.length % 2)]);
}

function even(length: number): number {
  return length + (length % 2);
}
