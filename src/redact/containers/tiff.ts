import { concat, equal, uint32s, viewOf } from '../bytes.js';
import {
  EXIF_DIRECTORY,
  type ExifProperties,
  GPS_DIRECTORY,
  readExif,
  writeDirectories,
  writeExif,
} from '../properties/exif.js';
import { PHOTO } from '../properties/exif-tags.js';
import { type Container, expect } from './container.js';
import { type Directory, DirectoryReader, type Field, numberOf, numbersOf, type Range, TYPE } from './directory.js';

const XMP = 700;
const IPTC = 33_723;
const ICC = 34_675;
const BLOCKS = [XMP, IPTC, ICC];

/** XResolution, YResolution and their unit, for which the encoder has made up numbers. */
const RESOLUTION = [282, 283, 296];
const INCH = 2;

/** Where the samples are, and how long: strips or tiles. */
const SAMPLES = [
  [273, 279],
  [324, 325],
] as const;

/** Tags that say how the samples of a page are to be read. Source: TIFF 6.0, sections 8 and 15 to 22. */
const PICTURE = new Set([
  254, // NewSubfileType
  ...[256, 257, 258, 259, 262], // ImageWidth, ImageLength, BitsPerSample, Compression, PhotometricInterpretation
  ...[266, 273, 274, 277, 278, 279], // FillOrder, StripOffsets, Orientation, SamplesPerPixel, RowsPerStrip, StripByteCounts
  ...[282, 283, 284, 296, 297], // XResolution, YResolution, PlanarConfiguration, ResolutionUnit, PageNumber
  ...[317, 320], // Predictor, ColorMap
  ...[322, 323, 324, 325], // TileWidth, TileLength, TileOffsets, TileByteCounts
  ...[332, 338, 339, 347, 530, 531, 532], // InkSet, ExtraSamples, SampleFormat, JPEGTables, YCbCr…, ReferenceBlackWhite
]);

const MOST_PAGES = 100_000;

const NONE: ExifProperties = { photo: [], exif: [], gps: [] };

export const tiff: Container = {
  read(file) {
    const reader = new DirectoryReader(file);
    const ranges: Range[] = [{ start: 0, end: 8 }];
    const pages = [...pagesOf(reader)];
    expect(pages.length > 0, 'data before the picture');
    pages.forEach((page, index) => {
      const known = new Set([...PICTURE, ICC]);
      if (index === 0) for (const tag of [XMP, IPTC, EXIF_DIRECTORY, GPS_DIRECTORY]) known.add(tag);
      for (const { tag } of page.fields) {
        expect(known.has(tag) || (index === 0 && tag in PHOTO), `a field ${tag} on page ${index}`);
      }
      for (const range of [...page.ranges, ...samplesOf(page)]) ranges.push(range);
    });
    const first = pages[0]!;
    const { photo, exif, gps } = propertiesOf(file);
    expectSame(
      first.fields.filter(({ tag }) => !PICTURE.has(tag) && tag in PHOTO),
      photo,
    );
    for (const [tag, named] of [
      [EXIF_DIRECTORY, exif],
      [GPS_DIRECTORY, gps],
    ] as const) {
      const pointer = fieldOf(first, tag);
      if (!pointer) continue;
      const directory = reader.read(numberOf(pointer));
      expect(directory?.next === 0, 'a directory behind EXIF');
      expectSame(directory.fields, named);
      for (const range of directory.ranges) ranges.push(range);
    }
    expectCovered(file, ranges);
    const written = writeExif({ photo, exif, gps });
    const [xmp, iptc, icc] = BLOCKS.map((tag) => fieldOf(first, tag)?.value);
    for (const page of pages) {
      const profile = fieldOf(page, ICC)?.value;
      expect(!profile || (icc !== undefined && equal(profile, icc)), 'a colour profile of a page');
    }
    return { ...(written && { exif: written }), ...(xmp && { xmp }), ...(iptc && { iptc }), ...(icc && { icc }) };
  },

  embed(file, { exif, xmp, iptc, icc, density }) {
    const reader = new DirectoryReader(file);
    const first = reader.read(reader.first);
    expect(first !== undefined && file[0] === 0x49, 'data before the picture');
    const block = (tag: number, value: Uint8Array | undefined, type: number): Field[] =>
      value ? [{ tag, type, count: value.length, value }] : [];
    const beside = [
      ...first.fields.filter(({ tag }) => !BLOCKS.includes(tag) && !RESOLUTION.includes(tag)),
      ...resolution(density),
      ...block(XMP, xmp, TYPE.byte),
      ...block(IPTC, iptc, TYPE.undefined),
      ...block(ICC, icc, TYPE.undefined),
    ];
    const copy = new Uint8Array(file);
    for (const page of pagesOf(reader)) {
      // Samples of all pages are in one space, and each page has its profile.
      const profile = fieldOf(page, ICC)?.value;
      if (profile && icc?.length === profile.length) copy.set(icc, profile.byteOffset - file.byteOffset);
    }
    // The first directory and its values move behind the rest.
    for (const { start, end } of first.ranges) copy.fill(0, start, end);
    const at = copy.length + (copy.length % 2);
    viewOf(copy).setUint32(4, at, true);
    const directories = writeDirectories(exif ? propertiesOf(exif) : NONE, at, beside, first.next);
    return concat([copy, new Uint8Array(at - copy.length), ...directories]);
  },
};

/** Pixels per inch, to the thousandth. */
function resolution(density: number | undefined): Field[] {
  if (density === undefined) return [];
  const value = uint32s([Math.min(2 ** 32 - 1, Math.round(density * 1000)), 1000], true);
  const [across, down, unit] = RESOLUTION;
  return [
    { tag: across!, type: TYPE.rational, count: 1, value },
    { tag: down!, type: TYPE.rational, count: 1, value },
    { tag: unit!, type: TYPE.short, count: 1, value: Uint8Array.of(INCH, 0) },
  ];
}

/** The named properties of a TIFF file, as EXIF. */
export function tiffExif(file: Uint8Array): Uint8Array | undefined {
  return writeExif(propertiesOf(file));
}

/** Without those that are the picture's own in a TIFF file. */
function propertiesOf(bytes: Uint8Array): ExifProperties {
  const all = readExif(bytes);
  return { ...all, photo: all.photo.filter(({ tag }) => !PICTURE.has(tag)) };
}

function* pagesOf(reader: DirectoryReader): Generator<Directory> {
  const seen = new Set<number>();
  for (let offset = reader.first; offset !== 0; ) {
    const page = reader.read(offset);
    expect(page !== undefined && !seen.has(offset) && seen.size < MOST_PAGES, 'a directory that is cut off');
    seen.add(offset);
    yield page;
    offset = page.next;
  }
}

function samplesOf(page: Directory): Range[] {
  return SAMPLES.flatMap(([offsets, lengths]) => {
    const [starts, counts] = [offsets, lengths].map((tag) => {
      const field = fieldOf(page, tag);
      return field ? numbersOf(field) : [];
    });
    return starts!.map((start, index) => ({ start, end: start + (counts![index] ?? 0) }));
  });
}

/** All these fields are named properties, written as we write them. */
function expectSame(fields: readonly Field[], named: readonly Field[]): void {
  for (const { tag, type, value } of fields) {
    const known = named.find((one) => one.tag === tag);
    expect(known?.type === type && equal(known.value, value), `a field ${tag}`);
  }
}

function fieldOf({ fields }: Directory, tag: number): Field | undefined {
  return fields.find((field) => field.tag === tag);
}

/** Nothing stands in the file that no directory knows of. */
function expectCovered(file: Uint8Array, ranges: readonly Range[]): void {
  let at = 0;
  const free = (end: number) => file.subarray(at, end).every((byte) => byte === 0);
  for (const { start, end } of [...ranges].sort((one, other) => one.start - other.start)) {
    expect(start <= at || free(start), `data that no directory knows of, at byte ${at}`);
    at = Math.max(at, end);
  }
  expect(at <= file.length && free(file.length), `data that no directory knows of, at byte ${at}`);
}
