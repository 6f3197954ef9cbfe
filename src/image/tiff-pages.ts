/** What a TIFF says of one page, as far as decoders do not. */
export interface TiffPage {
  /** TIFF's number of its compression. */
  readonly compression: number;
  /** TIFF's number of what its channels mean; undefined where it does not say. */
  readonly photometric: number | undefined;
  /** Whether it is stored in tiles: decoders leave out those that are damaged, and only warn of it. */
  readonly isTiled: boolean;
  /** What the channels beyond its colours mean: 1 and 2 are transparency, 0 is not said. */
  readonly extraSamples: readonly number[];
}

/** TIFF's numbers of the compressions by JPEG. Source: TIFF 6.0 and its technical note 2. */
export const TIFF_JPEG: ReadonlySet<number> = new Set([6, 7]);

const COMPRESSION = 259;
const PHOTOMETRIC = 262;
const TILE_WIDTH = 322;
const EXTRA_SAMPLES = 338;
const TAGS: ReadonlySet<number> = new Set([COMPRESSION, PHOTOMETRIC, TILE_WIDTH, EXTRA_SAMPLES]);

const SHORT = 3;
const BIG = 43;

/** More pages than this are no document; each one costs time to find. */
export const MOST_PAGES = 10_000;

/**
 * The pages of a TIFF or BigTIFF, in their order, up to the first that the file does not hold whole and at most one more
 * than `MOST_PAGES`. Source: TIFF 6.0, section 2; "The BigTIFF File Format".
 */
export function tiffPages(file: Uint8Array): TiffPage[] {
  const view = new DataView(file.buffer, file.byteOffset, file.byteLength);
  if (view.byteLength < 16) return [];
  const little = file[0] === 0x49;
  const big = view.getUint16(2, little) === BIG;
  const [countLength, entryLength, offsetLength] = big ? [8, 20, 8] : [2, 12, 4];
  const offsetAt = (at: number) => (big ? Number(view.getBigUint64(at, little)) : view.getUint32(at, little));
  const pages: TiffPage[] = [];
  const seen = new Set<number>();
  for (let start = offsetAt(big ? 8 : 4); start !== 0 && !seen.has(start) && pages.length <= MOST_PAGES; ) {
    seen.add(start);
    if (start + countLength > view.byteLength) break;
    const count = big ? Number(view.getBigUint64(start, little)) : view.getUint16(start, little);
    const end = start + countLength + entryLength * count;
    if (!(end + offsetLength <= view.byteLength)) break;
    const found = new Map<number, number[]>();
    for (let at = start + countLength; at < end; at += entryLength) {
      const tag = view.getUint16(at, little);
      if (!TAGS.has(tag)) continue;
      const short = view.getUint16(at + 2, little) === SHORT;
      const number = offsetAt(at + 4);
      // Of more values than fit into the entry only the first few matter.
      const fitting = Math.min(number, (entryLength - (big ? 12 : 8)) / (short ? 2 : 4));
      const inside = number * (short ? 2 : 4) <= entryLength - (big ? 12 : 8);
      const first = inside ? at + (big ? 12 : 8) : offsetAt(at + (big ? 12 : 8));
      if (first + fitting * (short ? 2 : 4) > view.byteLength) continue;
      const values = Array.from({ length: fitting }, (_, index) =>
        short ? view.getUint16(first + 2 * index, little) : view.getUint32(first + 4 * index, little),
      );
      found.set(tag, values);
    }
    pages.push({
      compression: found.get(COMPRESSION)?.[0] ?? 1,
      photometric: found.get(PHOTOMETRIC)?.[0],
      isTiled: found.has(TILE_WIDTH),
      extraSamples: found.get(EXTRA_SAMPLES) ?? [],
    });
    start = offsetAt(end);
  }
  return pages;
}
