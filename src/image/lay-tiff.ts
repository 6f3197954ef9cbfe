import type { Layout, Samples } from './samples.js';

/** A page without its samples. */
export interface PageOutline {
  readonly width: number;
  readonly height: number;
  readonly layout: Layout;
  readonly profile?: Uint8Array | undefined;
}

/** An uncompressed TIFF file, and its pages' samples within it: what is changed there is changed in the file. */
export interface LaidTiff {
  readonly bytes: Uint8Array;
  readonly samples: readonly Samples[];
}

const SHORT = 3;
const LONG = 4;
const RATIONAL = 5;
const UNDEFINED = 7;

const UNASSOCIATED_ALPHA = 2;
const PHOTOMETRIC = { grey: 1, rgb: 2, cmyk: 5 } as const;
const INCH = 2;

/** Classic TIFF has 32-bit offsets. */
const LARGEST = 2 ** 32 - 1;

/**
 * Lays out an uncompressed TIFF of black pages. Any encoder takes it together with the profile of its colours, whatever
 * the layout of its samples. Source: TIFF 6.0, sections 2 to 4, 16 and 18; the profile's tag: ICC.1:2022, B.4.
 *
 * @param density pixels per inch
 */
export function layTiff(pages: readonly PageOutline[], density?: number): LaidTiff {
  const directories = pages.map((page) => fieldsOf(page, density));
  const heads = directories.map(
    (fields) => 2 + 12 * fields.length + 4 + sum(fields.map(({ length }) => even(outside(length)))),
  );
  const sizes = pages.map(({ width, height, layout }) => width * height * layout.channels * (layout.bits / 8));
  const length = 8 + sum(heads) + sum(sizes.map(even));
  if (length > LARGEST) throw new Error(`${length} bytes of pixels are more than a file of 32-bit offsets holds.`);
  const bytes = new Uint8Array(length);
  const view = new DataView(bytes.buffer);
  bytes.set([0x49, 0x49, 42, 0, 8, 0, 0, 0]);
  let at = 8;
  let samplesAt = 8 + sum(heads);
  const samples = pages.map(({ layout }, index) => {
    const next = index + 1 < pages.length ? at + heads[index]! : 0;
    writeDirectory(view, at, directories[index]!, samplesAt, next);
    at += heads[index]!;
    const start = samplesAt;
    samplesAt += even(sizes[index]!);
    return layout.bits === 16
      ? new Uint16Array(bytes.buffer, start, sizes[index]! / 2)
      : new Uint8Array(bytes.buffer, start, sizes[index]!);
  });
  return { bytes, samples };
}

/** An uncompressed TIFF of pages as they are now. */
export function tiffOf(pages: readonly (PageOutline & { readonly samples: Samples })[], density?: number): Uint8Array {
  const { bytes, samples } = layTiff(pages, density);
  for (const [index, page] of pages.entries()) samples[index]!.set(page.samples);
  return bytes;
}

interface Field {
  readonly tag: number;
  readonly type: number;
  readonly count: number;
  /** Bytes of its values. */
  readonly length: number;
  /** Numbers, bytes, or where the samples are, which is known last. */
  readonly values: readonly number[] | Uint8Array | 'samples';
}

/** In the order of their tags, as the format wants them. */
function fieldsOf({ width, height, layout, profile }: PageOutline, density: number | undefined): Field[] {
  const { channels, bits, color, hasAlpha } = layout;
  const numbers = (tag: number, type: number, values: readonly number[]) => ({
    ...{ tag, type, values, count: values.length, length: values.length * (type === SHORT ? 2 : 4) },
  });
  const resolution = (tag: number) => ({
    tag,
    type: RATIONAL,
    count: 1,
    length: 8,
    values: [Math.round(density! * 100), 100],
  });
  return [
    numbers(256, LONG, [width]),
    numbers(257, LONG, [height]),
    numbers(
      258,
      SHORT,
      Array.from({ length: channels }, () => bits),
    ),
    numbers(259, SHORT, [1]),
    numbers(262, SHORT, [PHOTOMETRIC[color]]),
    { tag: 273, type: LONG, count: 1, length: 4, values: 'samples' },
    numbers(277, SHORT, [channels]),
    numbers(278, LONG, [height]),
    numbers(279, LONG, [width * height * channels * (bits / 8)]),
    ...(density === undefined ? [] : [resolution(282), resolution(283), numbers(296, SHORT, [INCH])]),
    ...(hasAlpha ? [numbers(338, SHORT, [UNASSOCIATED_ALPHA])] : []),
    ...(profile
      ? [{ tag: 34_675, type: UNDEFINED, count: profile.length, length: profile.length, values: profile }]
      : []),
  ];
}

function writeDirectory(
  view: DataView,
  start: number,
  fields: readonly Field[],
  samplesAt: number,
  next: number,
): void {
  view.setUint16(start, fields.length, true);
  let at = start + 2;
  let outsideAt = at + 12 * fields.length + 4;
  for (const { tag, type, count, length, values } of fields) {
    view.setUint16(at, tag, true);
    view.setUint16(at + 2, type, true);
    view.setUint32(at + 4, count, true);
    let place = at + 8;
    if (outside(length) > 0) {
      view.setUint32(place, outsideAt, true);
      place = outsideAt;
      outsideAt += even(length);
    }
    const written = values === 'samples' ? [samplesAt] : values;
    if (type === UNDEFINED) new Uint8Array(view.buffer).set(written, place);
    else if (type === SHORT)
      for (const [index, value] of written.entries()) view.setUint16(place + 2 * index, value, true);
    else for (const [index, value] of written.entries()) view.setUint32(place + 4 * index, value, true);
    at += 12;
  }
  view.setUint32(at, next, true);
}

/** Values of up to four bytes stand in the directory itself. */
function outside(length: number): number {
  return length > 4 ? length : 0;
}

/** Everything begins at an even place. */
function even(length: number): number {
  return length + (length % 2);
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}
