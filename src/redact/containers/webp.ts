import { type Container, expect, type FileMetadata, once } from './container.js';

/** Bits of VP8X's first byte. Source: "WebP Container Specification", Extended File Format. */
const FLAGS = { icc: 0x20, alpha: 0x10, exif: 0x08, xmp: 0x04 };

const HEADER = 12;
const FRAME_HEADER = 16;

interface Chunk {
  readonly type: string;
  readonly data: Buffer;
}

export const webp: Container = {
  read(file) {
    expect(file.length >= HEADER && file.toString('latin1', 0, 4) === 'RIFF', 'data before the picture');
    expect(file.readUInt32LE(4) === file.length - 8, "data behind the picture's end");
    const found: Partial<FileMetadata> = {};
    for (const { type, data } of chunks(file.subarray(HEADER))) {
      if (type === 'EXIF') once(found, 'exif', data);
      else if (type === 'XMP ') once(found, 'xmp', data);
      else if (type === 'ICCP') once(found, 'icc', data);
      else if (type === 'VP8X') expect(data.length === 10, 'a chunk VP8X of that length');
      else if (type === 'ANIM') expect(data.length === 6, 'a chunk ANIM of that length');
      else if (type === 'ANMF') {
        expect(data.length > FRAME_HEADER, 'a chunk ANMF of that length');
        for (const part of chunks(data.subarray(FRAME_HEADER))) expectImage(part);
      } else expectImage({ type, data });
    }
    return found;
  },

  embed(file, { exif, xmp, icc }) {
    const all = [...chunks(file.subarray(HEADER))];
    const picture = all.filter(({ type }) => type !== 'VP8X' && type !== 'ICCP');
    if (!exif && !xmp && !icc) return file;
    const extended = Buffer.from(all.find(({ type }) => type === 'VP8X')?.data ?? extend(picture[0]!));
    const flags = (icc ? FLAGS.icc : 0) | (exif ? FLAGS.exif : 0) | (xmp ? FLAGS.xmp : 0);
    extended[0] = (extended[0]! & ~(FLAGS.icc | FLAGS.exif | FLAGS.xmp)) | flags;
    const body = Buffer.concat(
      [
        { type: 'VP8X', data: extended },
        ...(icc ? [{ type: 'ICCP', data: icc }] : []),
        ...picture,
        ...(exif ? [{ type: 'EXIF', data: exif }] : []),
        ...(xmp ? [{ type: 'XMP ', data: xmp }] : []),
      ].flatMap(bytesOf),
    );
    const header = Buffer.from(file.subarray(0, HEADER));
    header.writeUInt32LE(4 + body.length, 4);
    return Buffer.concat([header, body]);
  },
};

function expectImage({ type }: Chunk): void {
  expect(type === 'VP8 ' || type === 'VP8L' || type === 'ALPH', `a chunk ${type}`);
}

function* chunks(bytes: Buffer): Generator<Chunk> {
  for (let at = 0; at < bytes.length; ) {
    expect(at + 8 <= bytes.length, 'a chunk that is cut off');
    const length = bytes.readUInt32LE(at + 4);
    const end = at + 8 + length;
    expect(end <= bytes.length, 'a chunk that is cut off');
    yield { type: bytes.toString('latin1', at, at + 4), data: bytes.subarray(at + 8, end) };
    // An odd chunk is followed by a 0.
    if (length % 2 === 1) expect(bytes[end] === 0, 'data between chunks');
    at = end + (length % 2);
  }
}

/** VP8X's data for a file of one image chunk, from what that says of its size. Source: RFC 6386, 9.1; RFC 9649, 3.4. */
function extend({ type, data }: Chunk): Buffer {
  const extended = Buffer.alloc(10);
  const lossless = type === 'VP8L';
  const bits = lossless ? data.readUInt32LE(1) : 0;
  const width = lossless ? (bits & 0x3fff) + 1 : data.readUInt16LE(6) & 0x3fff;
  const height = lossless ? ((bits >> 14) & 0x3fff) + 1 : data.readUInt16LE(8) & 0x3fff;
  if ((bits >> 28) & 1) extended[0] = FLAGS.alpha;
  extended.writeUIntLE(width - 1, 4, 3);
  extended.writeUIntLE(height - 1, 7, 3);
  return extended;
}

function bytesOf({ type, data }: Chunk): Buffer[] {
  const head = Buffer.alloc(8);
  head.write(type, 'latin1');
  head.writeUInt32LE(data.length, 4);
  return [head, data, Buffer.alloc(data.length % 2)];
}
