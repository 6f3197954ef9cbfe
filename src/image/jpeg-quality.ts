/**
 * Luminance and chrominance quantisation of JPEG, in zigzag order, as every encoder built on libjpeg scales them.
 * Source: ITU-T T.81, tables K.1 and K.2.
 */
const LUMINANCE = [
  16, 11, 12, 14, 12, 10, 16, 14, 13, 14, 18, 17, 16, 19, 24, 40, 26, 24, 22, 22, 24, 49, 35, 37, 29, 40, 58, 51, 61,
  60, 57, 51, 56, 55, 64, 72, 92, 78, 64, 68, 87, 69, 55, 56, 80, 109, 81, 87, 95, 98, 103, 104, 103, 62, 77, 113, 121,
  112, 100, 120, 92, 101, 103, 99,
];
const CHROMINANCE = [
  17, 18, 18, 24, 21, 24, 47, 26, 26, 47, 99, 66, 56, 66, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99,
  99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99,
  99, 99, 99, 99, 99, 99,
];

const START_OF_SCAN = 0xda;
const QUANTISATION_TABLES = 0xdb;

/** Used where a file has no readable tables: no visible loss. */
const FALLBACK = 92;

/**
 * The quality, 1 to 100 as libjpeg counts, at which a JPEG is written as fine as this one: its own where its encoder
 * scaled the standard tables, and the lowest that is no coarser on average where it had tables of its own.
 */
export function jpegQuality(file: Uint8Array): number {
  const tables = quantisationTables(file);
  const qualities = [LUMINANCE, CHROMINANCE].flatMap((standard, id) => {
    const table = tables.get(id);
    return table ? [lowestAsFine(standard, sum(table))] : [];
  });
  return qualities.length > 0 ? Math.max(...qualities) : FALLBACK;
}

function lowestAsFine(standard: readonly number[], total: number): number {
  for (let quality = 1; quality < 100; quality++) {
    if (sum(scaled(standard, quality)) <= total) return quality;
  }
  return 100;
}

/** libjpeg's `jpeg_quality_scaling` and `jpeg_add_quant_table`, for baseline files. */
function scaled(standard: readonly number[], quality: number): number[] {
  const percent = quality < 50 ? Math.floor(5000 / quality) : 200 - 2 * quality;
  return standard.map((value) => Math.min(255, Math.max(1, Math.floor((value * percent + 50) / 100))));
}

/** The file's tables by their number: 0 for luminance, usually 1 for chrominance. */
function quantisationTables(file: Uint8Array): Map<number, number[]> {
  const tables = new Map<number, number[]>();
  const view = new DataView(file.buffer, file.byteOffset, file.byteLength);
  for (let at = 2; at + 4 <= file.length && file[at] === 0xff && file[at + 1] !== START_OF_SCAN; ) {
    const end = Math.min(file.length, at + 2 + view.getUint16(at + 2));
    if (file[at + 1] === QUANTISATION_TABLES) readTables(view, at + 4, end, tables);
    at = end;
  }
  return tables;
}

function readTables(view: DataView, start: number, end: number, tables: Map<number, number[]>): void {
  for (let at = start; at < end; ) {
    const [bytes, id] = [view.getUint8(at) >> 4 ? 2 : 1, view.getUint8(at) & 15];
    if (at + 1 + 64 * bytes > end) return;
    const values = Array.from({ length: 64 }, (_, index) =>
      bytes === 2 ? view.getUint16(at + 1 + 2 * index) : view.getUint8(at + 1 + index),
    );
    tables.set(id, values);
    at += 1 + 64 * bytes;
  }
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}
