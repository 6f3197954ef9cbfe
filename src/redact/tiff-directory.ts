/** One entry of a TIFF directory: a tag, its type, how many values, and where the entry starts in the file. */
interface Entry {
  readonly tag: number;
  readonly type: number;
  readonly count: number;
  readonly at: number;
}

/** A TIFF directory (IFD), which EXIF consists of too. */
export interface Directory {
  readonly entries: readonly Entry[];
  /** Where the offset of the next directory stands, and that offset: 0 where there is none. */
  readonly nextAt: number;
  readonly next: number;
}

/** TIFF's header and directories, as far as they can be read. Source: TIFF 6.0, section 2. */
export class TiffReader {
  readonly view: DataView;
  readonly littleEndian: boolean;

  /** `bytes` start with TIFF's header. */
  constructor(bytes: Uint8Array) {
    this.view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    this.littleEndian = bytes[0] === 0x49;
  }

  /** Offset of the first directory. */
  get first(): number {
    return this.view.byteLength >= 8 ? this.view.getUint32(4, this.littleEndian) : 0;
  }

  /** The directory at an offset; undefined where the file does not hold it whole. */
  directory(offset: number): Directory | undefined {
    if (offset < 8 || offset + 2 > this.view.byteLength) return undefined;
    const count = this.view.getUint16(offset, this.littleEndian);
    const nextAt = offset + 2 + 12 * count;
    if (nextAt + 4 > this.view.byteLength) return undefined;
    const entries = Array.from({ length: count }, (_, index) => {
      const at = offset + 2 + 12 * index;
      return {
        tag: this.view.getUint16(at, this.littleEndian),
        type: this.view.getUint16(at + 2, this.littleEndian),
        count: this.view.getUint32(at + 4, this.littleEndian),
        at,
      };
    });
    return { entries, nextAt, next: this.view.getUint32(nextAt, this.littleEndian) };
  }

  /** The value of an entry that holds one number. */
  value({ type, at }: Entry): number {
    const short = 3;
    return type === short
      ? this.view.getUint16(at + 8, this.littleEndian)
      : this.view.getUint32(at + 8, this.littleEndian);
  }
}

const COMPRESSION = 259;

/** The number of a TIFF file's compression; undefined where it says none. */
export function tiffCompression(file: Uint8Array): number | undefined {
  const reader = new TiffReader(file);
  const entry = reader.directory(reader.first)?.entries.find(({ tag }) => tag === COMPRESSION);
  return entry && reader.value(entry);
}
