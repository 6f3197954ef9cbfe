import type { Readable } from 'node:stream';

/** Takes exactly as many bytes from a stream as are asked for. */
export class ByteQueue {
  readonly #stream: AsyncIterator<Buffer>;
  #chunk: Buffer = Buffer.alloc(0);

  constructor(stream: Readable) {
    this.#stream = stream[Symbol.asyncIterator]();
  }

  /** Waits for the next byte; false where there is none. */
  async more(): Promise<boolean> {
    while (this.#chunk.length === 0) {
      const { value, done } = await this.#stream.next();
      if (done) return false;
      this.#chunk = value;
    }
    return true;
  }

  /**
   * The next bytes; undefined where the stream ends before.
   *
   * @param memory where they go, if it is as long; by default they have memory of their own
   */
  async take(length: number, memory?: Uint8Array<ArrayBuffer>): Promise<Uint8Array<ArrayBuffer> | undefined> {
    const bytes = memory?.length === length ? memory : new Uint8Array(length);
    for (let at = 0; at < length; ) {
      if (!(await this.more())) return undefined;
      const part = this.#chunk.subarray(0, length - at);
      bytes.set(part, at);
      at += part.length;
      this.#chunk = this.#chunk.subarray(part.length);
    }
    return bytes;
  }
}
