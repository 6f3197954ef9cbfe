import { unzlibSync, zlibSync } from 'fflate';
import { concat, crc32, equal, latin1, startsWith, textOf, uint32, uint32s } from '../bytes.js';
import { type Container, expect, type FileMetadata, once } from './container.js';

const SIGNATURE = latin1('\x89PNG\r\n\x1a\n');

/** The fewest and most bytes of the chunks that every picture may have. Source: PNG, third edition, 11. */
const PICTURE: Record<string, readonly [least: number, most: number]> = {
  IHDR: [13, 13],
  PLTE: [3, 768],
  tRNS: [1, 256],
  IDAT: [0, 2 ** 31],
  IEND: [0, 0],
  pHYs: [9, 9],
  bKGD: [1, 6],
};

/** Bytes of the chunks that say what the numbers mean as colours. */
const COLOR: Record<string, number> = { cICP: 4, sRGB: 1, gAMA: 4, cHRM: 32, mDCV: 24, cLLI: 8 };

/** An iTXt chunk's keyword, and that it is not compressed and in no language. Source: ISO 16684-3, 1.1.5. */
const XMP = latin1('XML:com.adobe.xmp\0\0\0\0\0');
const PROFILE = latin1('icc\0\0');
const LARGEST_PROFILE = 2 ** 23;

interface Chunk {
  readonly type: string;
  readonly data: Uint8Array;
}

export const png: Container = {
  read(file) {
    const found: Partial<FileMetadata> = {};
    const color = new Map<string, Uint8Array>();
    for (const { type, data } of chunks(file)) {
      const [least, most] = PICTURE[type] ?? [];
      if (least !== undefined) expect(data.length >= least && data.length <= most!, `a chunk ${type} of that length`);
      else if (type in COLOR) {
        expect(data.length === COLOR[type] && !color.has(type), `a chunk ${type} of that length, or a second one`);
        color.set(type, data);
      } else if (type === 'eXIf') once(found, 'exif', data);
      else if (type === 'iCCP') once(found, 'icc', profileOf(data));
      else {
        expect(type === 'iTXt' && startsWith(data, XMP), `a chunk ${type}`);
        once(found, 'xmp', data.subarray(XMP.length));
      }
    }
    return { ...found, ...(color.size > 0 && { color }) };
  },

  embed(file, { exif, xmp, icc, color }) {
    const [header, ...rest] = [...chunks(file)];
    const added: Chunk[] = [...(color ?? [])].map(([type, data]) => ({ type, data }));
    if (icc) added.push({ type: 'iCCP', data: concat([PROFILE, zlibSync(icc)]) });
    if (exif) added.push({ type: 'eXIf', data: exif });
    if (xmp) added.push({ type: 'iTXt', data: concat([XMP, xmp]) });
    const kept = rest.filter(({ type }) => type !== 'iCCP' && !(type in COLOR));
    return concat([SIGNATURE, ...[header!, ...added, ...kept].flatMap(bytesOf)]);
  },
};

/** The chunks of a file, damaged or with data behind its end, that say what its numbers mean as colours. */
export function colorChunks(file: Uint8Array): Map<string, Uint8Array> | undefined {
  const color = new Map<string, Uint8Array>();
  try {
    for (const { type, data } of chunks(file)) {
      if (type === 'IDAT') break;
      if (data.length === COLOR[type] && !color.has(type)) color.set(type, data);
    }
  } catch {
    // The decoder says what is wrong with it.
  }
  return color.size > 0 ? color : undefined;
}

/** All chunks, the last of which must end the file. */
function* chunks(file: Uint8Array): Generator<Chunk> {
  expect(startsWith(file, SIGNATURE), 'data before the picture');
  let last = '';
  for (let at = SIGNATURE.length; last !== 'IEND'; ) {
    expect(at + 12 <= file.length, 'a chunk that is cut off');
    const end = at + 8 + uint32(file, at);
    expect(end + 4 <= file.length, 'a chunk that is cut off');
    last = textOf(file, at + 4, at + 8);
    expect(uint32(file, end) === crc32(file.subarray(at + 4, end)), `a damaged chunk ${last}`);
    yield { type: last, data: file.subarray(at + 8, end) };
    at = end + 4;
    if (last === 'IEND') expect(at === file.length, "data behind the picture's end");
  }
}

function bytesOf({ type, data }: Chunk): Uint8Array[] {
  const name = latin1(type);
  return [uint32s([data.length]), name, data, uint32s([crc32(data, crc32(name))])];
}

function profileOf(data: Uint8Array): Uint8Array {
  expect(startsWith(data, PROFILE), 'a colour profile with a name of its own');
  const packed = data.subarray(PROFILE.length);
  // What does not fit is left out, and then packs to something else.
  const profile = unzlibSync(packed, { out: new Uint8Array(LARGEST_PROFILE) });
  expect(equal(zlibSync(profile), packed), 'data behind the colour profile');
  return profile;
}
