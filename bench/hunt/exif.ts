/** A field: tag, type, and its value as bytes, or what stands elsewhere and is pointed to. */
export type Entry = readonly [tag: number, type: number, value: Buffer | Elsewhere];

/** A directory below the field, or bytes of a picture that it gives the offset of. */
interface Elsewhere {
  readonly directory?: readonly Entry[];
  readonly bytes?: Buffer;
}

const SIZES: Record<number, number> = { 1: 1, 2: 1, 3: 2, 4: 4, 5: 8, 7: 1 };
const LONG = 4;

export const short = (value: number) => Buffer.from([value & 255, value >> 8]);
export const text = (letters: string) => Buffer.from(`${letters}\0`, 'latin1');

/** TIFF's header and a directory, little-endian; `second` is what comes after it, where thumbnails are. */
export function tiffBlock(entries: readonly Entry[], second?: readonly Entry[]): Buffer {
  const bytes: Buffer[] = [Buffer.from([0x49, 0x49, 42, 0, 8, 0, 0, 0])];
  write(entries, bytes, second);
  return Buffer.concat(bytes);
}

/** Puts a directory behind `bytes`, and what it points to behind it. */
export function write(entries: readonly Entry[], bytes: Buffer[], second?: readonly Entry[]): void {
  const directory = Buffer.alloc(2 + 12 * entries.length + 4);
  bytes.push(directory);
  const put = (data: Buffer) => {
    const start = lengthOf(bytes);
    bytes.push(data, Buffer.alloc(data.length % 2));
    return start;
  };
  directory.writeUInt16LE(entries.length);
  [...entries]
    .sort(([one], [other]) => one - other)
    .forEach(([tag, type, value], index) => {
      const entry = 2 + 12 * index;
      directory.writeUInt16LE(tag, entry);
      directory.writeUInt16LE(type, entry + 2);
      if (Buffer.isBuffer(value)) {
        directory.writeUInt32LE(value.length / SIZES[type]!, entry + 4);
        if (value.length <= 4) value.copy(directory, entry + 8);
        else directory.writeUInt32LE(put(value), entry + 8);
        return;
      }
      directory.writeUInt32LE(1, entry + 4);
      directory.writeUInt16LE(LONG, entry + 2);
      if (value.bytes) directory.writeUInt32LE(put(value.bytes), entry + 8);
      if (value.directory) {
        directory.writeUInt32LE(lengthOf(bytes), entry + 8);
        write(value.directory, bytes);
      }
    });
  if (second) {
    directory.writeUInt32LE(lengthOf(bytes), directory.length - 4);
    write(second, bytes);
  }
}

/** A TIFF file with more fields in its first directory. */
export function withFields(file: Buffer, added: readonly Entry[]): Buffer {
  const start = file.readUInt32LE(4);
  const count = file.readUInt16LE(start);
  const old = Array.from({ length: count }, (_, index) =>
    file.subarray(start + 2 + 12 * index, start + 14 + 12 * index),
  );
  const tags = new Set(added.map(([tag]) => tag));
  const next = file.readUInt32LE(start + 2 + 12 * count);
  const kept = old.filter((entry) => !tags.has(entry.readUInt16LE()));
  const bytes: Buffer[] = [Buffer.from(file), Buffer.alloc(file.length % 2)];
  // Entries are made behind the file, and taken together with those that were there into one directory behind them.
  const entries: Buffer[] = [...kept];
  for (const one of added) {
    const from = lengthOf(bytes);
    write([one], bytes);
    entries.push(Buffer.concat(bytes).subarray(from + 2, from + 14));
  }
  entries.sort((one, other) => one.readUInt16LE() - other.readUInt16LE());
  const directory = Buffer.concat([short(entries.length), ...entries, Buffer.alloc(4)]);
  directory.writeUInt32LE(next, directory.length - 4);
  const result = Buffer.concat([...bytes, directory]);
  result.writeUInt32LE(result.length - directory.length, 4);
  return result;
}

function lengthOf(bytes: readonly Buffer[]): number {
  return bytes.reduce((sum, { length }) => sum + length, 0);
}
