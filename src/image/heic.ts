/** Brands of files whose pictures are coded in HEVC. Source: ISO/IEC 23008-12, annex B. */
const HEVC = new Set(['heic', 'heix', 'heim', 'heis', 'hevc', 'hevx']);
const AVIF = new Set(['avif', 'avis']);

/** How many first bytes tell what a file is: its first box, with a few brands. */
export const HEIC_MAGIC = 64;

/** Whether a file is HEIC, as its first box says, and not AVIF, which has the same container. */
export function isHeic(start: Uint8Array): boolean {
  const text = String.fromCharCode(...start.subarray(0, HEIC_MAGIC));
  if (text.slice(4, 8) !== 'ftyp') return false;
  const length = Math.min(text.length, new DataView(start.buffer, start.byteOffset, start.byteLength).getUint32(0));
  const brands = [text.slice(8, 12)];
  for (let at = 16; at + 4 <= length; at += 4) brands.push(text.slice(at, at + 4));
  return brands.some((brand) => HEVC.has(brand)) && !brands.some((brand) => AVIF.has(brand));
}
