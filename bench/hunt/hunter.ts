import { inflateRawSync, inflateSync } from 'node:zlib';
import sharp from 'sharp';
import { FACE, FACE_MARK, isSeen, SECRET_MARK } from './marks.js';

/** What can be got out of a file. */
export interface Found {
  /** The face, in some frame of the picture or of one that is embedded in it. */
  readonly face: boolean;
  /** The secret: its bytes in some encoding, or its picture. */
  readonly secret: boolean;
}

/** Starts of pictures, and how far before them the file begins. */
const STARTS = [
  ['\xff\xd8\xff', 0],
  ['\x89PNG\r\n', 0],
  ['GIF8', 0],
  ['WEBPVP8', 8],
  ['ftyp', 4],
  ['II*\0', 0],
  ['MM\0*', 0],
] as const;

/** Runs that are long enough to be a picture. */
const BASE64 = /[A-Za-z0-9+/_-](?:[A-Za-z0-9+/_-]|\s|&#1[03];){200,}={0,2}/g;
const HEXADECIMAL = /[\da-f](?:[\da-f]|[\s:,]){400,}/gi;

/** Encodings within encodings that are undone. */
const DEPTH = 3;

/** How much of the secret's bytes, taken from its middle, must be found. */
const PIECE = 32;

const MOST_PICTURES = 40;

/** Looks for the face and the secret in a file as somebody would who wants to know what is hidden. */
export async function hunt(file: Buffer, secret: Buffer): Promise<Found> {
  let found: Found = { face: await showsFace(file), secret: false };
  const middle = secret.subarray(secret.length >> 1, (secret.length >> 1) + PIECE);
  const seen = new Set<string>();
  for (const [index, blob] of blobsOf(file, DEPTH).entries()) {
    if (blob.includes(middle)) found = { ...found, secret: true };
    for (const start of startsOf(blob)) {
      if (index === 0 && start === 0) continue;
      const picture = blob.subarray(start);
      const key = `${picture.length} ${picture.toString('latin1', 0, 64)}`;
      if (seen.has(key) || seen.size > MOST_PICTURES) continue;
      seen.add(key);
      if (await shows(picture, SECRET_MARK, [2, 4, 8])) found = { ...found, secret: true };
      if (await showsFace(picture)) found = { ...found, face: true };
    }
  }
  return found;
}

function showsFace(file: Buffer): Promise<boolean> {
  return shows(file, FACE_MARK, [FACE.width / 8]);
}

/** Whether the mark is in any frame, page or layer of the picture: composed on white and on black, and without transparency. */
async function shows(file: Buffer, mark: typeof FACE_MARK, cells: readonly number[]): Promise<boolean> {
  let pages = 1;
  try {
    pages = (await sharp(file).metadata()).pages ?? 1;
  } catch {
    return false;
  }
  for (let page = 0; page < pages; page++) {
    for (const background of ['white', 'black', undefined]) {
      try {
        const frame = sharp(file, { page, failOn: 'none', limitInputPixels: 1e6 });
        const flat = background ? frame.flatten({ background }) : frame.removeAlpha();
        const { data, info } = await flat.toColourspace('b-w').raw().toBuffer({ resolveWithObject: true });
        const grey = info.channels === 1 ? data : data.filter((_, index) => index % info.channels === 0);
        if (cells.some((cell) => isSeen(mark, cell, grey, info.width, info.height))) return true;
      } catch {
        // What cannot be decoded shows nothing.
      }
    }
  }
  return false;
}

function* startsOf(blob: Buffer): Generator<number> {
  for (const [start, before] of STARTS) {
    const bytes = Buffer.from(start, 'latin1');
    for (let at = blob.indexOf(bytes); at >= 0; at = blob.indexOf(bytes, at + 1)) if (at >= before) yield at - before;
  }
}

/** The bytes, and what they are once base64, hexadecimal digits, UTF-16, deflate and lists of XMP are undone. */
function blobsOf(bytes: Buffer, depth: number): Buffer[] {
  const all = [bytes];
  if (depth === 0) return all;
  const text = bytes.toString('latin1');
  const texts = [text, text.replaceAll('\0', ''), text.replace(/<[^>]*>/g, '')];
  for (const one of new Set(texts)) {
    for (const [run] of one.matchAll(BASE64)) {
      const letters = run.replace(/\s|&#1[03];/g, '');
      // What stands before it may look like a part of it.
      for (let skip = 0; skip < 4; skip++) {
        all.push(...blobsOf(Buffer.from(letters.slice(skip), 'base64'), skip === 0 ? depth - 1 : 0));
      }
    }
    for (const [run] of one.matchAll(HEXADECIMAL)) {
      all.push(...blobsOf(Buffer.from(run.replace(/[\s:,]/g, ''), 'hex'), depth - 1));
    }
  }
  for (const inflated of inflatedOf(bytes)) all.push(...blobsOf(inflated, depth - 1));
  return all;
}

/** Streams of zlib anywhere, and of deflate alone at the start. */
function* inflatedOf(bytes: Buffer): Generator<Buffer> {
  for (let at = bytes.indexOf(0x78); at >= 0; at = bytes.indexOf(0x78, at + 1)) {
    if ((0x7800 + bytes[at + 1]!) % 31 !== 0) continue;
    try {
      yield inflateSync(bytes.subarray(at), { maxOutputLength: 1e6, finishFlush: 2 });
    } catch {
      // No stream begins here.
    }
  }
  try {
    yield inflateRawSync(bytes, { maxOutputLength: 1e6 });
  } catch {
    // No stream either.
  }
}
