import { crc32, deflateSync, inflateSync } from 'node:zlib';
import { type Container, expect, type FileMetadata, once } from './container.js';

const SIGNATURE = Buffer.from('\x89PNG\r\n\x1a\n', 'latin1');

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
const XMP = Buffer.from('XML:com.adobe.xmp\0\0\0\0\0', 'latin1');
const PROFILE = Buffer.from('icc\0\0', 'latin1');
const LARGEST_PROFILE = 2 ** 23;

interface Chunk {
  readonly type: string;
  readonly data: Buffer;
}

export const png: Container = {
  read(file) {
    const found: Partial<FileMetadata> = {};
    const color = new Map<string, Buffer>();
    for (const { type, data } of chunks(file)) {
      const [least, most] = PICTURE[type] ?? [];
      if (least !== undefined) expect(data.length >= least && data.length <= most!, `a chunk ${type} of that length`);
      else if (type in COLOR) {
        expect(data.length === COLOR[type] && !color.has(type), `a chunk ${type} of that length, or a second one`);
        color.set(type, data);
      } else if (type === 'eXIf') once(found, 'exif', data);
      else if (type === 'iCCP') once(found, 'icc', profileOf(data));
      else {
        expect(type === 'iTXt' && data.subarray(0, XMP.length).equals(XMP), `a chunk ${type}`);
        once(found, 'xmp', data.subarray(XMP.length));
      }
    }
    return { ...found, ...(color.size > 0 && { color }) };
  },

  embed(file, { exif, xmp, icc, color }) {
    const [header, ...rest] = [...chunks(file)];
    const added: Chunk[] = [...(color ?? [])].map(([type, data]) => ({ type, data }));
    if (icc) added.push({ type: 'iCCP', data: Buffer.concat([PROFILE, deflateSync(icc)]) });
    if (exif) added.push({ type: 'eXIf', data: exif });
    if (xmp) added.push({ type: 'iTXt', data: Buffer.concat([XMP, xmp]) });
    const kept = rest.filter(({ type }) => type !== 'iCCP' && !(type in COLOR));
    return Buffer.concat([SIGNATURE, ...[header!, ...added, ...kept].flatMap(bytesOf)]);
  },
};

/** The chunks of a file, damaged or with data behind its end, that say what its numbers mean as colours. */
export function colorChunks(file: Buffer): Map<string, Buffer> | undefined {
  const color = new Map<string, Buffer>();
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
function* chunks(file: Buffer): Generator<Chunk> {
  expect(file.subarray(0, SIGNATURE.length).equals(SIGNATURE), 'data before the picture');
  let last = '';
  for (let at = SIGNATURE.length; last !== 'IEND'; ) {
    expect(at + 12 <= file.length, 'a chunk that is cut off');
    const end = at + 8 + file.readUInt32BE(at);
    expect(end + 4 <= file.length, 'a chunk that is cut off');
    last = file.toString('latin1', at + 4, at + 8);
    expect(file.readUInt32BE(end) === crc32(file.subarray(at + 4, end)), `a damaged chunk ${last}`);
    yield { type: last, data: file.subarray(at + 8, end) };
    at = end + 4;
    if (last === 'IEND') expect(at === file.length, "data behind the picture's end");
  }
}

function bytesOf({ type, data }: Chunk): Buffer[] {
  const name = Buffer.from(type, 'latin1');
  const [length, checksum] = [Buffer.alloc(4), Buffer.alloc(4)];
  length.writeUInt32BE(data.length);
  checksum.writeUInt32BE(crc32(data, crc32(name)));
  return [length, name, data, checksum];
}

function profileOf(data: Buffer): Buffer {
  expect(data.subarray(0, PROFILE.length).equals(PROFILE), 'a colour profile with a name of its own');
  const profile = inflateSync(data.subarray(PROFILE.length), { maxOutputLength: LARGEST_PROFILE });
  expect(deflateSync(profile).equals(data.subarray(PROFILE.length)), 'data behind the colour profile');
  return profile;
}
