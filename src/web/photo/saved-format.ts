import { type Format, pngChunks, webpChunks } from '../../image/picture-format.js';

/** A format that browsers can write. */
export interface SavedFormat {
  readonly mime: 'image/jpeg' | 'image/png' | 'image/webp';
  readonly extension: 'jpg' | 'png' | 'webp';
  /** 0 to 1; a second loss is not seen from here on. */
  readonly quality: number;
}

const JPEG: SavedFormat = { mime: 'image/jpeg', extension: 'jpg', quality: 0.95 };
const PNG: SavedFormat = { mime: 'image/png', extension: 'png', quality: 1 };
const WEBP: SavedFormat = { mime: 'image/webp', extension: 'webp', quality: 0.95 };

/** What a photo is saved as: its own format where browsers can write it, else JPEG for photos and PNG for graphics. */
export const SAVED_FORMATS: Readonly<Record<Format, SavedFormat>> = {
  jpeg: JPEG,
  png: PNG,
  webp: WEBP,
  avif: JPEG,
  heic: JPEG,
  gif: PNG,
  bmp: PNG,
};

/** Chunks that only say how to show the pixels. Source: PNG specification (third edition), section 4.7. */
const PNG_KNOWN = new Set([
  'IHDR',
  'PLTE',
  'IDAT',
  'IEND',
  'tRNS',
  'sRGB',
  'gAMA',
  'cHRM',
  'cICP',
  'iCCP',
  'sBIT',
  'pHYs',
  'bKGD',
]);

const WEBP_KNOWN = new Set(['VP8 ', 'VP8L', 'VP8X', 'ALPH', 'ICCP']);

/** Flags of VP8X for what must not be there: EXIF, XMP, animation. */
const WEBP_FORBIDDEN = 0b0000_1110;

/**
 * What a saved file holds beside its picture: everything that is not known to be only about the picture counts.
 *
 * @returns names of the parts found; none where the file is clean
 */
export function foreignParts(bytes: Uint8Array, { mime }: SavedFormat): string[] {
  if (mime === 'image/jpeg') return foreignInJpeg(bytes);
  if (mime === 'image/png') return unique(pngChunks(bytes).filter((name) => !PNG_KNOWN.has(name)));
  const chunks = webpChunks(bytes);
  const flagged = chunks.some(({ name, at }) => name === 'VP8X' && (bytes[at]! & WEBP_FORBIDDEN) !== 0);
  return unique([
    ...chunks.map(({ name }) => name).filter((name) => !WEBP_KNOWN.has(name)),
    ...(flagged ? ['VP8X'] : []),
  ]);
}

/** Segments of a JPEG up to its picture data, and what follows its end. Source: ITU-T T.81, annex B. */
function foreignInJpeg(bytes: Uint8Array): string[] {
  const found: string[] = [];
  let at = 2;
  while (at + 4 <= bytes.length) {
    if (bytes[at] !== 0xff) return [...found, `stray bytes at ${at}`];
    const marker = bytes[at + 1]!;
    if (marker === 0xd9) return at + 2 === bytes.length ? unique(found) : [...found, 'bytes after the end'];
    const length = bytes[at + 2]! * 256 + bytes[at + 3]!;
    if (!isAboutPicture(bytes, at, marker)) found.push(`0xFF${marker.toString(16).toUpperCase()}`);
    at += 2 + length;
    if (marker === 0xda) at = afterScan(bytes, at);
  }
  return at + 2 === bytes.length && bytes[at] === 0xff && bytes[at + 1] === 0xd9 ? unique(found) : [...found, 'no end'];
}

function isAboutPicture(bytes: Uint8Array, at: number, marker: number): boolean {
  const named = (name: string) => [...name].every((letter, index) => bytes[at + 4 + index] === letter.charCodeAt(0));
  if (marker === 0xe0) return named('JFIF\0') && bytes[at + 3] === 16; // longer ones hold a thumbnail
  if (marker === 0xe2) return named('ICC_PROFILE\0');
  // Start of frame and scan, tables of quantisation and of Huffman codes, restart interval.
  return (marker >= 0xc0 && marker <= 0xcf) || marker === 0xda || marker === 0xdb || marker === 0xdd;
}

function afterScan(bytes: Uint8Array, start: number): number {
  let at = start;
  // 0xFF00 is a stuffed byte, 0xFFD0 to 0xFFD7 are restarts.
  while (at + 1 < bytes.length && (bytes[at] !== 0xff || bytes[at + 1] === 0 || (bytes[at + 1]! & 0xf8) === 0xd0))
    at += 1;
  return at;
}

const unique = (names: readonly string[]): string[] => [...new Set(names)];
