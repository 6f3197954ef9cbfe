const LONG = 4;
const SIZES: Record<number, number> = { 1: 1, 2: 1, 3: 2, 4: 4, 5: 8, 6: 1, 7: 1, 8: 2, 9: 4, 10: 8, 11: 4, 12: 8 };

/** Tags whose values say where something is in the file: strips, tiles. */
const OFFSETS = new Set([273, 324]);

/**
 * One TIFF of several pages, out of TIFFs of one page each, as libtiff writes them: little-endian, with 32-bit offsets.
 * Pages may differ in all things. Source: TIFF 6.0, section 2.
 */
export function joinTiffs(files: readonly Uint8Array[]): Uint8Array {
  const starts: number[] = [];
  let length = 0;
  for (const file of files) {
    starts.push(length);
    length += file.length + (file.length % 2);
  }
  if (length >= 2 ** 32) throw new Error(`${length} bytes are more than a file of 32-bit offsets holds.`);
  const joined = new Uint8Array(length);
  const view = new DataView(joined.buffer);
  let link = 4;
  for (const [index, file] of files.entries()) {
    const start = starts[index]!;
    joined.set(file, start);
    if (view.getUint32(start, true) !== 0x002a4949) throw new Error('Expected a little-endian TIFF.');
    const directory = start + view.getUint32(start + 4, true);
    // Only the first header is one.
    if (index > 0) joined.fill(0, start, start + 8);
    view.setUint32(link, directory, true);
    link = move(view, directory, start);
  }
  return joined;
}

/** Adds `start` to every place that a directory names. Returns where the place of the next directory stands. */
function move(view: DataView, directory: number, start: number): number {
  const count = view.getUint16(directory, true);
  for (let at = directory + 2; at < directory + 2 + 12 * count; at += 12) {
    const [tag, type, values] = [view.getUint16(at, true), view.getUint16(at + 2, true), view.getUint32(at + 4, true)];
    const size = SIZES[type];
    if (size === undefined) throw new Error(`Tag ${tag} has the unknown type ${type}.`);
    let place = at + 8;
    if (values * size > 4) {
      place = view.getUint32(at + 8, true) + start;
      view.setUint32(at + 8, place, true);
    }
    if (!OFFSETS.has(tag)) continue;
    if (type !== LONG) throw new Error(`Tag ${tag} has offsets of type ${type}.`);
    for (let value = 0; value < values; value++, place += 4) {
      view.setUint32(place, view.getUint32(place, true) + start, true);
    }
  }
  const link = directory + 2 + 12 * count;
  if (view.getUint32(link, true) !== 0) throw new Error('Expected a TIFF of one page.');
  return link;
}
