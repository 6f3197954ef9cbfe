import { concat, latin1, textOf, uint32s, utf8, utf16le } from '../bytes.js';
import { DirectoryReader, type Field, numberOf, TYPE, writeDirectory } from '../containers/directory.js';
import { EXIF, GPS, type Kind, PHOTO } from './exif-tags.js';
import { decodeText, plainText } from './text.js';

/** Named EXIF properties, by the directory in which they stand. */
export interface ExifProperties {
  readonly photo: readonly Field[];
  readonly exif: readonly Field[];
  readonly gps: readonly Field[];
}

/** Tags of the fields that say where the other directories are. Source: EXIF 2.32, 4.6.3. */
export const EXIF_DIRECTORY = 0x8769;
export const GPS_DIRECTORY = 0x8825;

const ORIENTATION = 0x0112;
const WIDTH = 0xa002;
const HEIGHT = 0xa003;

const HEADER = Uint8Array.of(0x49, 0x49, 42, 0, 8, 0, 0, 0);
const PREFIX = 'Exif\0\0';

/** Characters before a comment that say how it is encoded. Source: EXIF 2.32, table 9. */
const ENCODINGS: Record<string, string> = { ASCII: 'ascii', UNICODE: 'unicode', '': 'ascii' };
const UNICODE = latin1('UNICODE\0');

/** The named properties of EXIF, or of a TIFF file, whatever else is in it. */
export function readExif(bytes: Uint8Array): ExifProperties {
  const reader = new DirectoryReader(textOf(bytes, 0, 6) === PREFIX ? bytes.subarray(6) : bytes);
  const photo = reader.read(reader.first)?.fields ?? [];
  const below = (tag: number) => {
    const pointer = photo.find((field) => field.tag === tag);
    return (pointer && reader.read(numberOf(pointer))?.fields) ?? [];
  };
  const named = (fields: readonly Field[], kinds: Record<number, Kind>) => {
    const kept = new Map<number, Field>();
    for (const candidate of fields) {
      const kind = kinds[candidate.tag];
      const value = kind && !kept.has(candidate.tag) && anew(candidate, kind, reader.littleEndian);
      if (value) kept.set(candidate.tag, value);
    }
    return [...kept.values()].sort((one, other) => one.tag - other.tag);
  };
  return {
    photo: named(photo, PHOTO),
    exif: named(below(EXIF_DIRECTORY), EXIF),
    gps: named(below(GPS_DIRECTORY), GPS),
  };
}

/** What is kept, true of an upright picture of this size. */
export function trueExif({ photo, exif, gps }: ExifProperties, width: number, height: number): ExifProperties {
  const short = (tag: number, value: number) => field(tag, TYPE.short, 1, Uint8Array.of(value, value >> 8));
  const long = (tag: number, value: number) => field(tag, TYPE.long, 1, uint32s([value], true));
  const sizes: Record<number, number> = { [WIDTH]: width, [HEIGHT]: height };
  return {
    photo: photo.map((kept) => (kept.tag === ORIENTATION ? short(ORIENTATION, 1) : kept)),
    exif: exif.map((kept) => (kept.tag in sizes ? long(kept.tag, sizes[kept.tag]!) : kept)),
    gps,
  };
}

/** EXIF of these properties and nothing else, from TIFF's header on; undefined where there are none. */
export function writeExif({ photo, exif, gps }: ExifProperties): Uint8Array | undefined {
  if (photo.length + exif.length + gps.length === 0) return undefined;
  return concat([HEADER, ...writeDirectories({ photo, exif, gps }, HEADER.length)]);
}

/** The directory of the photo that will stand at `at`, `beside` among its fields, and behind it those of EXIF and GPS. */
export function writeDirectories(
  { photo, exif, gps }: ExifProperties,
  at: number,
  beside: readonly Field[] = [],
  next = 0,
): Uint8Array[] {
  const pointer = (tag: number, offset: number) => field(tag, TYPE.long, 1, uint32s([offset], true));
  const first = (exifAt: number, gpsAt: number) =>
    writeDirectory(
      [
        ...photo,
        ...beside,
        ...(exif.length > 0 ? [pointer(EXIF_DIRECTORY, exifAt)] : []),
        ...(gps.length > 0 ? [pointer(GPS_DIRECTORY, gpsAt)] : []),
      ],
      at,
      next,
    );
  const exifAt = at + first(0, 0).length;
  const exifBytes = exif.length > 0 ? writeDirectory(exif, exifAt) : new Uint8Array();
  const gpsAt = exifAt + exifBytes.length;
  return [first(exifAt, gpsAt), exifBytes, gps.length > 0 ? writeDirectory(gps, gpsAt) : new Uint8Array()];
}

/** The field as it is written, where its values are of the kind that belongs to its tag. */
function anew({ tag, type, count, value }: Field, [kind, most]: Kind, littleEndian: boolean): Field | undefined {
  switch (kind) {
    case 'text': {
      if (type !== TYPE.ascii && type !== TYPE.utf8) return undefined;
      const text = plainText(decodeText(value), most);
      return text === undefined ? undefined : asciiField(tag, `${text}\0`);
    }
    case 'comment': {
      if (type !== TYPE.undefined) return undefined;
      const text = plainText(commentOf(value, littleEndian), most);
      if (text === undefined) return undefined;
      const bytes = concat([UNICODE, utf16le(text)]);
      return field(tag, TYPE.undefined, bytes.length, bytes);
    }
    case 'digits':
      return type === TYPE.undefined && /^\d{4}$/.test(textOf(value)) ? field(tag, type, 4, value) : undefined;
    case 'short':
    case 'long': {
      // Both are met for all of these numbers.
      if ((type !== TYPE.short && type !== TYPE.long) || count < most) return undefined;
      const length = kind === 'short' ? 2 : 4;
      const number = numberOf({ tag, type, count, value });
      if (number >= 2 ** (8 * length)) return undefined;
      return field(tag, TYPE[kind], 1, uint32s([number], true).subarray(0, length));
    }
    default:
      return type === TYPE[kind] && count === most ? field(tag, type, count, value) : undefined;
  }
}

function commentOf(value: Uint8Array, littleEndian: boolean): string {
  const encoding = ENCODINGS[textOf(value, 0, 8).split('\0', 1)[0]!];
  if (!encoding) return '';
  const text = value.subarray(8);
  return encoding === 'unicode'
    ? new TextDecoder(littleEndian ? 'utf-16le' : 'utf-16be').decode(text)
    : decodeText(text);
}

function asciiField(tag: number, text: string): Field {
  const bytes = utf8(text);
  return field(tag, TYPE.ascii, bytes.length, bytes);
}

function field(tag: number, type: number, count: number, value: Uint8Array): Field {
  return { tag, type, count, value };
}
