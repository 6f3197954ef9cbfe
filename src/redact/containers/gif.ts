import { concat, equal, latin1, textOf } from '../bytes.js';
import { type Container, expect, type FileMetadata, once } from './container.js';

const TRAILER = 0x3b;
const EXTENSION = 0x21;
const IMAGE = 0x2c;
const GRAPHIC_CONTROL = 0xf9;
const APPLICATION = 0xff;

const NETSCAPE = 'NETSCAPE2.0';
const XMP = 'XMP DataXMP';

/** Behind XMP, which is not cut into blocks: whatever byte of it is read as a block's length leads into these, and to the 0. */
const LANDING = Uint8Array.of(1, ...Array.from({ length: 256 }, (_, index) => 255 - index), 0);

interface Block {
  readonly kind: 'image' | 'control' | 'loop' | 'xmp' | 'unknown';
  /** What an application's blocks hold, with their lengths. */
  readonly data: Uint8Array;
}

export const gif: Container = {
  read(file) {
    const found: Partial<FileMetadata> = {};
    for (const { kind, data } of blocks(file)) {
      if (kind === 'xmp') once(found, 'xmp', xmpOf(data));
      else if (kind === 'loop') expect(data.length === 5 && data[0] === 3 && data[1] === 1, 'a loop of that length');
      else expect(kind !== 'unknown', 'an extension');
    }
    return found;
  },

  embed(file, { xmp }) {
    if (!xmp) return file;
    const at = headerEnd(file);
    const head = Uint8Array.of(EXTENSION, APPLICATION, XMP.length);
    return concat([file.subarray(0, at), head, latin1(XMP), xmp, LANDING, file.subarray(at)]);
  },
};

/** The XMP of a file that may hold anything else. Source: ISO 16684-3, 1.1.2. */
export function gifXmp(file: Uint8Array): Uint8Array | undefined {
  try {
    for (const { kind, data } of blocks(file)) if (kind === 'xmp') return xmpOf(data);
  } catch {
    // The decoder says what is wrong with it.
  }
  return undefined;
}

/** All blocks, the last of which must end the file. Source: GIF89a specification. */
function* blocks(file: Uint8Array): Generator<Block> {
  for (let at = headerEnd(file); file[at] !== TRAILER; ) {
    const label = file[at + 1];
    let kind: Block['kind'];
    if (file[at] === IMAGE) {
      kind = 'image';
      // The descriptor, a table of colours where its flags say so, and the size of codes.
      at += 10 + tableLength(file[at + 9] ?? 0) + 1;
    } else {
      expect(file[at] === EXTENSION, `data between blocks, at byte ${at}`);
      const application = textOf(file, at + 3, at + 14);
      if (label === GRAPHIC_CONTROL && file[at + 2] === 4) kind = 'control';
      else if (label === APPLICATION && application === NETSCAPE && file[at + 2] === NETSCAPE.length) kind = 'loop';
      else if (label === APPLICATION && application === XMP && file[at + 2] === XMP.length) kind = 'xmp';
      else kind = 'unknown';
      at += kind === 'unknown' ? 2 : 3 + file[at + 2]!;
    }
    const dataStart = at;
    while (file[at] !== 0) {
      expect(at < file.length, 'a block that is cut off');
      at += 1 + file[at]!;
    }
    at += 1;
    expect(kind !== 'control' || at === dataStart + 1, 'data behind a graphic control');
    expect(at < file.length, 'a block that is cut off');
    yield { kind, data: file.subarray(dataStart, at) };
    if (file[at] === TRAILER) expect(at + 1 === file.length, "data behind the picture's end");
  }
}

function xmpOf(data: Uint8Array): Uint8Array {
  expect(equal(data.subarray(-LANDING.length), LANDING), 'XMP without its end');
  return data.subarray(0, -LANDING.length);
}

function headerEnd(file: Uint8Array): number {
  expect(/^GIF8[79]a/.test(textOf(file, 0, 6)) && file.length > 13, 'data before the picture');
  return 13 + tableLength(file[10]!);
}

/** Bytes of the table of colours that follows flags. */
function tableLength(flags: number): number {
  return flags & 0x80 ? 3 * 2 ** ((flags & 7) + 1) : 0;
}
