/**
 * Memory that threads share, used again and again: bytes that are handed over by copies leave as much garbage behind, of which
 * JavaScript lets a hundred megabytes gather.
 */
export class SharedMemory {
  readonly #free: SharedArrayBuffer[] = [];

  readonly #own = new Set<ArrayBufferLike>();

  /** The bytes in shared memory, until they are given back. */
  share(bytes: Uint8Array): Uint8Array {
    if (bytes.buffer instanceof SharedArrayBuffer) return bytes;
    const at = this.#free.findIndex(({ byteLength }) => byteLength >= bytes.length);
    const buffer = at < 0 ? this.#add(bytes.length) : this.#free.splice(at, 1)[0]!;
    const shared = new Uint8Array(buffer, 0, bytes.length);
    shared.set(bytes);
    return shared;
  }

  giveBack({ buffer }: Uint8Array): void {
    if (buffer instanceof SharedArrayBuffer && this.#own.has(buffer)) this.#free.push(buffer);
  }

  /** In the place of one that is too small. */
  #add(length: number): SharedArrayBuffer {
    const small = this.#free.pop();
    if (small) this.#own.delete(small);
    const buffer = new SharedArrayBuffer(length);
    this.#own.add(buffer);
    return buffer;
  }
}
