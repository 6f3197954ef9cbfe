/** Bytes that say how long each unit is, as in avcC and hvcC that FFmpeg writes. */
const LENGTH = 4;

/** A packet of H.264 or HEVC as containers have it, from one with start codes (ITU-T H.264, Annex B). */
export function lengthPrefixed(annexB: Uint8Array): Uint8Array<ArrayBuffer> {
  const units = unitsOf(annexB);
  const size = units.reduce((sum, unit) => sum + LENGTH + unit.length, 0);
  const data = new Uint8Array(size);
  const view = new DataView(data.buffer);
  let at = 0;
  for (const unit of units) {
    view.setUint32(at, unit.length);
    data.set(unit, at + LENGTH);
    at += LENGTH + unit.length;
  }
  return data;
}

/** What lies between start codes, 00 00 01, without the zeros before the next one. */
export function unitsOf(annexB: Uint8Array): Uint8Array[] {
  const units: Uint8Array[] = [];
  let start = startAfter(annexB, 0);
  while (start < annexB.length) {
    const next = startAfter(annexB, start);
    let end = next < annexB.length ? next - 3 : annexB.length;
    while (next < annexB.length && end > start && annexB[end - 1] === 0) end -= 1;
    units.push(annexB.subarray(start, end));
    start = next;
  }
  return units;
}

/** Where the unit after the next start code begins; the end where there is none. */
function startAfter(data: Uint8Array, from: number): number {
  for (let at = data.indexOf(1, from); at >= 0; at = data.indexOf(1, at + 1)) {
    if (at >= from + 2 && data[at - 1] === 0 && data[at - 2] === 0) return at + 1;
  }
  return data.length;
}
