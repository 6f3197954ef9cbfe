/** The picture formats that browsers show, known by their first bytes. */
export type Format = 'jpeg' | 'png' | 'webp' | 'gif' | 'avif' | 'heic' | 'bmp';

/** Why a file is none of them. */
export type Refusal = 'empty' | 'video' | 'tiff' | 'several-frames' | 'unknown';

const text = (bytes: Uint8Array, from: number, to: number) => String.fromCharCode(...bytes.subarray(from, to));

/** Brands of ISO base media files that hold one picture. Sources: AVIF 1.1, section 6; ISO/IEC 23008-12, annex B. */
const STILLS: Readonly<Record<string, Format>> = {
  avif: 'avif',
  heic: 'heic',
  heix: 'heic',
  heim: 'heic',
  mif1: 'heic',
};

/** Those whose pictures are a sequence. */
const SEQUENCES = new Set(['avis', 'hevc', 'hevx', 'heim', 'msf1']);

/**
 * What a file is, by its bytes and never by its name. Of pictures only those are taken that are known to hold one frame,
 * as a face in a frame that is not shown would not be hidden.
 */
export function formatOf(bytes: Uint8Array): { readonly format: Format } | { readonly refusal: Refusal } {
  if (bytes.length === 0) return { refusal: 'empty' };
  if (bytes[0] === 0xff && bytes[1] === 0xd8 && bytes[2] === 0xff) return { format: 'jpeg' };
  if (text(bytes, 0, 8) === '\x89PNG\r\n\x1a\n') return single('png', !pngChunks(bytes).includes('acTL'));
  if (text(bytes, 0, 4) === 'RIFF' && text(bytes, 8, 12) === 'WEBP') return single('webp', !isAnimatedWebp(bytes));
  if (/^GIF8[79]a/.test(text(bytes, 0, 6))) return single('gif', gifFrames(bytes) === 1);
  if (text(bytes, 0, 2) === 'BM') return { format: 'bmp' };
  if (/^(II\*\0|MM\0\*|II\+\0|MM\0\+)/.test(text(bytes, 0, 4))) return { refusal: 'tiff' };
  if (text(bytes, 4, 8) === 'ftyp') return mediaFile(bytes);
  // Matroska and WebM; AVI; MPEG.
  if (text(bytes, 0, 4) === '\x1aE\xdf\xa3' || text(bytes, 8, 12) === 'AVI ' || text(bytes, 0, 4) === '\0\0\x01\xba') {
    return { refusal: 'video' };
  }
  return { refusal: 'unknown' };
}

function single(format: Format, isSingle: boolean) {
  return isSingle ? { format } : { refusal: 'several-frames' as const };
}

function mediaFile(bytes: Uint8Array): ReturnType<typeof formatOf> {
  const length = new DataView(bytes.buffer, bytes.byteOffset).getUint32(0);
  const brands = [text(bytes, 8, 12)];
  // Canon's raw photos.
  if (brands[0] === 'crx ') return { refusal: 'unknown' };
  for (let at = 16; at + 4 <= Math.min(length, bytes.length, 512); at += 4) brands.push(text(bytes, at, at + 4));
  if (brands.some((brand) => SEQUENCES.has(brand) && brand !== 'heim')) return { refusal: 'several-frames' };
  const format = brands.map((brand) => STILLS[brand]).find((known) => known !== undefined);
  return format === undefined ? { refusal: 'video' } : { format: brands.includes('avif') ? 'avif' : format };
}

/** Names of a PNG's chunks, up to its end or to where it is cut off. */
export function pngChunks(bytes: Uint8Array): string[] {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const names: string[] = [];
  for (let at = 8; at + 8 <= bytes.length; at += 12 + view.getUint32(at)) names.push(text(bytes, at + 4, at + 8));
  return names;
}

/** Names of a WebP's chunks, with where the data of each begins. */
export function webpChunks(bytes: Uint8Array): { readonly name: string; readonly at: number }[] {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const chunks: { name: string; at: number }[] = [];
  for (let at = 12; at + 8 <= bytes.length; ) {
    chunks.push({ name: text(bytes, at, at + 4), at: at + 8 });
    const length = view.getUint32(at + 4, true);
    at += 8 + length + (length % 2);
  }
  return chunks;
}

function isAnimatedWebp(bytes: Uint8Array): boolean {
  return webpChunks(bytes).some(({ name }) => name === 'ANIM' || name === 'ANMF');
}

/** Pictures in a GIF, as its blocks count them. Source: GIF89a specification, sections 18 to 26. */
function gifFrames(bytes: Uint8Array): number {
  const tableLength = (flags: number) => (flags & 0x80 ? 3 * 2 ** ((flags & 7) + 1) : 0);
  const afterBlocks = (start: number) => {
    let at = start;
    while (at < bytes.length && bytes[at] !== 0) at += bytes[at]! + 1;
    return at + 1;
  };
  let frames = 0;
  let at = 13 + tableLength(bytes[10] ?? 0);
  while (at < bytes.length && bytes[at] !== 0x3b) {
    if (bytes[at] === 0x2c) {
      frames += 1;
      at = afterBlocks(at + 11 + tableLength(bytes[at + 9] ?? 0));
    } else if (bytes[at] === 0x21) at = afterBlocks(at + 2);
    else break;
  }
  return frames;
}
