import { concat, latin1, textOf, uint32s, viewOf } from '../bytes.js';
import { type Container, expect, type FileMetadata, once } from './container.js';

/** Bits of VP8X's first byte. Source: "WebP Container Specification", Extended File Format. */
const FLAGS = { icc: 0x20, alpha: 0x10, exif: 0x08, xmp: 0x04 };

const HEADER = 12;
const FRAME_HEADER = 16;

interface Chunk {
  readonly type: string;
  readonly data: Uint8Array;
}

export const webp: Container = {
  read(file) {
    expect(file.length >= HEADER && textOf(file, 0, 4) === 'RIFF', 'data before the picture');
    expect(viewOf(file).getUint32(4, true) === file.length - 8, "data behind the picture's end");
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
    // Browsers put a profile of their own there.
    if (!exif && !xmp && !icc && !all.some(({ type }) => type === 'ICCP')) return file;
    const extended = Uint8Array.from(all.find(({ type }) => type === 'VP8X')?.data ?? extend(picture[0]!));
    const flags = (icc ? FLAGS.icc : 0) | (exif ? FLAGS.exif : 0) | (xmp ? FLAGS.xmp : 0);
    extended[0] = (extended[0]! & ~(FLAGS.icc | FLAGS.exif | FLAGS.xmp)) | flags;
    const body = concat(
      [
        { type: 'VP8X', data: extended },
        ...(icc ? [{ type: 'ICCP', data: icc }] : []),
        ...picture,
        ...(exif ? [{ type: 'EXIF', data: exif }] : []),
        ...(xmp ? [{ type: 'XMP ', data: xmp }] : []),
      ].flatMap(bytesOf),
    );
    return concat([latin1('RIFF'), uint32s([4 + body.length], true), latin1('WEBP'), body]);
  },
};

function expectImage({ type }: Chunk): void {
  expect(type === 'VP8 ' || type === 'VP8L' || type === 'ALPH', `a chunk ${type}`);
}

function* chunks(bytes: Uint8Array): Generator<Chunk> {
  for (let at = 0; at < bytes.length; ) {
    expect(at + 8 <= bytes.length, 'a chunk that is cut off');
    const length = viewOf(bytes).getUint32(at + 4, true);
    const end = at + 8 + length;
    expect(end <= bytes.length, 'a chunk that is cut off');
    yield { type: textOf(bytes, at, at + 4), data: bytes.subarray(at + 8, end) };
    // An odd chunk is followed by a 0.
    if (length % 2 === 1) expect(bytes[end] === 0, 'data between chunks');
    at = end + (length % 2);
  }
}

/** VP8X's data for a file of one image chunk, from what that says of its size. Source: RFC 6386, 9.1; RFC 9649, 3.4. */
function extend({ type, data }: Chunk): Uint8Array {
  const extended = new Uint8Array(10);
  const lossless = type === 'VP8L';
  const view = viewOf(data);
  const bits = lossless ? view.getUint32(1, true) : 0;
  const width = lossless ? (bits & 0x3fff) + 1 : view.getUint16(6, true) & 0x3fff;
  const height = lossless ? ((bits >> 14) & 0x3fff) + 1 : view.getUint16(8, true) & 0x3fff;
  if ((bits >> 28) & 1) extended[0] = FLAGS.alpha;
  // Three bytes each; neither needs the third.
  viewOf(extended).setUint16(4, width - 1, true);
  viewOf(extended).setUint16(7, height - 1, true);
  return extended;
}

function bytesOf({ type, data }: Chunk): Uint8Array[] {
  return [latin1(type), uint32s([data.length], true), data, new Uint8Array(data.length % 2)];
}
