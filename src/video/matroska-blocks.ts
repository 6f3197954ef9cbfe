/** What the blocks of a Matroska or WebM file say, of tracks that are not read, too. */
export interface MatroskaBlocks {
  /** How many there are of the track that was asked for. */
  readonly count: number;
  /** When the last one of any track ends, in seconds. */
  readonly end: number;
}

/** IDs of elements: RFC 9559. */
const EBML = 0x1a45dfa3;
const SEGMENT = 0x18538067;
const INFO = 0x1549a966;
const CLUSTER = 0x1f43b675;
const BLOCK_GROUP = 0xa0;
const TIMESTAMP_SCALE = 0x2ad7b1;
const CLUSTER_TIMESTAMP = 0xe7;
const SIMPLE_BLOCK = 0xa3;
const BLOCK = 0xa1;
const BLOCK_DURATION = 0x9b;

const MASTERS = [SEGMENT, INFO, CLUSTER, BLOCK_GROUP];

/** Nanoseconds of a tick where the file does not say. */
const USUAL_SCALE = 1_000_000;

/** Bytes that are read at once. */
const WINDOW = 2 ** 16;
/** Bytes of which an element's head has no more, nor a block's. */
const HEAD = 12;

/**
 * Goes through all elements of a file, from one to the next by what each says of its size.
 *
 * @param track the number of the track whose blocks are counted
 * @returns undefined where one has no size, or does not end within what holds it: the file is not whole, or nobody can tell
 */
export async function matroskaBlocks(file: Blob, track: number): Promise<MatroskaBlocks | undefined> {
  const bytes = new Bytes(file);
  let [scale, cluster, count, end] = [USUAL_SCALE, 0, 0, 0];
  /** The block whose duration may follow. */
  let last = 0;
  const walk = async (from: number, to: number): Promise<boolean> => {
    for (let at = from; at < to; ) {
      const head = headOf(await bytes.at(at));
      if (!head || at + head.length + head.size > to) return false;
      const start = at + head.length;
      at = start + head.size;
      if (MASTERS.includes(head.id)) {
        if (!(await walk(start, at))) return false;
      } else if (head.id === TIMESTAMP_SCALE) scale = numberIn(await bytes.at(start), head.size);
      else if (head.id === CLUSTER_TIMESTAMP) cluster = numberIn(await bytes.at(start), head.size);
      else if (head.id === SIMPLE_BLOCK || head.id === BLOCK) {
        const data = await bytes.at(start);
        const number = numberWithLength(data);
        if (!number || data.length < number.length + 2) return false;
        last = cluster + data.getInt16(number.length);
        end = Math.max(end, last);
        if (number.value === track) count += 1;
      } else if (head.id === BLOCK_DURATION) end = Math.max(end, last + numberIn(await bytes.at(start), head.size));
    }
    return true;
  };
  if (headOf(await bytes.at(0))?.id !== EBML || !(await walk(0, file.size))) return undefined;
  return { count, end: (end * scale) / 1e9 };
}

/** A file's first bytes from anywhere, read a piece at a time. */
class Bytes {
  #piece = new ArrayBuffer(0);
  #start = 0;

  constructor(private readonly file: Blob) {}

  /** `HEAD` bytes, or as many as there are. */
  async at(position: number): Promise<Data> {
    const within = position - this.#start;
    if (within < 0 || within + HEAD > this.#piece.byteLength) {
      this.#piece = await this.file.slice(position, position + WINDOW).arrayBuffer();
      this.#start = position;
    }
    const start = position - this.#start;
    return new Data(this.#piece, start, Math.min(HEAD, this.#piece.byteLength - start));
  }
}

class Data extends DataView<ArrayBuffer> {
  get length(): number {
    return this.byteLength;
  }
}

/** What an element is, how many bytes say so, and how many follow; undefined where it does not say. */
function headOf(data: Data): { id: number; length: number; size: number } | undefined {
  const idLength = data.length > 0 ? Math.clz32(data.getUint8(0)) - 23 : 0;
  if (idLength < 1 || idLength > 4 || data.length < idLength + 1) return undefined;
  const size = numberWithLength(new Data(data.buffer, data.byteOffset + idLength, data.length - idLength));
  return size && { id: numberIn(data, idLength), length: idLength + size.length, size: size.value };
}

/** A number whose first bits say how many bytes it has; undefined where all its bits are set, which is "not known". */
function numberWithLength(data: Data): { value: number; length: number } | undefined {
  const length = data.length > 0 ? Math.clz32(data.getUint8(0)) - 23 : 0;
  if (length < 1 || length > 8 || data.length < length) return undefined;
  // The first byte apart: with the bit that ends the length, eight bytes are more than a number holds.
  const first = data.getUint8(0) & (0xff >> length);
  const rest = new Data(data.buffer, data.byteOffset + 1, length - 1);
  const value = first * 256 ** (length - 1) + numberIn(rest, length - 1);
  return value >= 2 ** (7 * length) - 1 || value > Number.MAX_SAFE_INTEGER ? undefined : { value, length };
}

function numberIn(data: Data, length: number): number {
  let value = 0;
  for (let at = 0; at < Math.min(length, data.length); at++) value = 256 * value + data.getUint8(at);
  return value;
}
