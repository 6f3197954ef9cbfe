import { concat, equal, latin1, startsWith, textOf, uint16, uint32, viewOf } from '../bytes.js';
import { asResources, fromResources } from '../properties/iptc.js';
import { type Container, expect, type FileMetadata, once } from './container.js';

/** Markers by number. Source: ITU-T T.81, table B.1. */
const START = 0xd8;
const END = 0xd9;
const START_OF_SCAN = 0xda;
const APP0 = 0xe0;
const APP1 = 0xe1;
const APP2 = 0xe2;
const APP13 = 0xed;
const ADOBE = 0xee;

/** Segments without which there is no picture: frames (baseline, extended, progressive), tables and restarts. */
const PICTURE = new Set([0xc0, 0xc1, 0xc2, 0xc4, 0xdb, 0xdd, START_OF_SCAN]);

const JFIF = latin1('JFIF\0');
const EXIF = latin1('Exif\0\0');
const XMP = latin1('http://ns.adobe.com/xap/1.0/\0');
const EXTENDED_XMP = latin1('http://ns.adobe.com/xmp/extension/\0');
const ICC = latin1('ICC_PROFILE\0');
const PHOTOSHOP = latin1('Photoshop 3.0\0');
const ADOBE_COLORS = latin1('Adobe');

/** A segment's length takes two of the bytes that it counts. */
const LONGEST = 65_533;

interface Segment {
  readonly marker: number;
  readonly data: Uint8Array;
  /** From the marker on, up to the next one: a scan with its samples. */
  readonly bytes: Uint8Array;
}

export const jpeg: Container = {
  read(file) {
    const found: Partial<FileMetadata> = {};
    const profile: Uint8Array[] = [];
    for (const { marker, data } of segments(file)) {
      if (PICTURE.has(marker)) continue;
      const begins = (prefix: Uint8Array) => startsWith(data, prefix);
      if (marker === APP0 && begins(JFIF)) {
        // Its last two bytes are the size of a thumbnail.
        expect(data.length === 14 && uint16(data, 12) === 0, 'a thumbnail in JFIF');
      } else if (marker === APP1 && begins(EXIF)) once(found, 'exif', data.subarray(EXIF.length));
      else if (marker === APP1 && begins(XMP)) once(found, 'xmp', data.subarray(XMP.length));
      else if (marker === APP2 && begins(ICC)) profile.push(data.subarray(ICC.length + 2));
      else if (marker === APP13 && begins(PHOTOSHOP)) {
        const iptc = fromResources(data) ?? new Uint8Array();
        expect(equal(asResources(iptc), data), 'a resource of Photoshop');
        once(found, 'iptc', iptc);
      } else expect(marker === ADOBE && begins(ADOBE_COLORS) && data.length === 12, `a segment FF${hex(marker)}`);
    }
    return { ...found, ...(profile.length > 0 && { icc: concat(profile) }) };
  },

  embed(file, { exif, xmp, iptc, icc, density }) {
    const added: Uint8Array[] = [];
    if (density !== undefined) added.push(segment(APP0, jfif(density)));
    if (exif) added.push(segment(APP1, EXIF, exif));
    if (xmp) added.push(segment(APP1, XMP, xmp));
    if (iptc) added.push(segment(APP13, asResources(iptc)));
    const most = LONGEST - ICC.length - 2;
    const parts = Math.ceil((icc?.length ?? 0) / most);
    for (let part = 0; part < parts; part++) {
      const number = Uint8Array.of(part + 1, parts);
      added.push(segment(APP2, ICC, number, icc!.subarray(part * most, (part + 1) * most)));
    }
    const isReplaced = ({ marker }: Segment) => (marker === APP0 && density !== undefined) || marker === APP2;
    const kept = [...segments(file)].filter((one) => !isReplaced(one)).map(({ bytes }) => bytes);
    return concat([file.subarray(0, 2), ...added, ...kept, file.subarray(-2)]);
  },
};

/** The packet that XMP of more than a segment goes on with, of a file that may hold anything else. Source: ISO 16684-3, 1.1.3.1. */
export function extendedXmp(file: Uint8Array): Uint8Array | undefined {
  const parts: { guid: string; offset: number; data: Uint8Array }[] = [];
  try {
    for (const { marker, data } of segments(file)) {
      if (marker === START_OF_SCAN) break;
      if (marker !== APP1 || !startsWith(data, EXTENDED_XMP)) continue;
      const part = data.subarray(EXTENDED_XMP.length);
      // 32 digits that all parts have in common, the length of the whole, and where in it the part belongs.
      if (part.length < 40) continue;
      parts.push({ guid: textOf(part, 0, 32), offset: uint32(part, 36), data: part.subarray(40) });
    }
  } catch {
    // The decoder says what is wrong with it.
  }
  const own = parts.filter(({ guid }) => guid === parts[0]!.guid).sort((one, other) => one.offset - other.offset);
  return own.length === 0 ? undefined : concat(own.map(({ data }) => data));
}

/** All segments between the start of the picture and its end, which must be the file's end. */
function* segments(file: Uint8Array): Generator<Segment> {
  expect(file[0] === 0xff && file[1] === START, 'data before the picture');
  let at = 2;
  while (file[at + 1] !== END) {
    expect(file[at] === 0xff && at + 4 <= file.length, `data between segments, at byte ${at}`);
    const marker = file[at + 1]!;
    const dataEnd = at + 2 + uint16(file, at + 2);
    expect(dataEnd <= file.length && dataEnd >= at + 4, `a segment FF${hex(marker)} that is cut off`);
    const end = marker === START_OF_SCAN ? endOfScan(file, dataEnd) : dataEnd;
    yield { marker, data: file.subarray(at + 4, dataEnd), bytes: file.subarray(at, end) };
    at = end;
  }
  expect(file[at] === 0xff && at + 2 === file.length, "data behind the picture's end");
}

/** Where the next marker stands: in a scan, FF is followed by 0, or by the number of a restart. */
function endOfScan(file: Uint8Array, start: number): number {
  for (let at = file.indexOf(0xff, start); at >= 0; at = file.indexOf(0xff, at + 2)) {
    const next = file[at + 1]!;
    if (next !== 0 && (next < 0xd0 || next > 0xd7)) return at;
  }
  return file.length;
}

/** JFIF's density in pixels per inch. Source: ITU-T T.871, 10.1. */
function jfif(density: number): Uint8Array {
  const data = Uint8Array.of(...JFIF, 1, 2, 1, 0, 0, 0, 0, 0, 0);
  const whole = Math.min(65_535, Math.max(1, Math.round(density)));
  viewOf(data).setUint16(8, whole);
  viewOf(data).setUint16(10, whole);
  return data;
}

function segment(marker: number, ...data: readonly Uint8Array[]): Uint8Array {
  const length = data.reduce((sum, part) => sum + part.length, 0);
  expect(
    length <= LONGEST,
    `${length} bytes of metadata, more than the ${LONGEST} that a JPEG's segment has room for,`,
  );
  return concat([Uint8Array.of(0xff, marker, (length + 2) >> 8, (length + 2) & 255), ...data]);
}

function hex(marker: number): string {
  return marker.toString(16).toUpperCase().padStart(2, '0');
}
