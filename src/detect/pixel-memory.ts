/**
 * Memory for the tiles and regions that networks look at, used again for later ones and other photos: each has up to some megabytes,
 * and fresh ones cost the machine as much time as filling them does. There are never more pieces than were in flight at once.
 */
export class PixelMemory {
  readonly #own = new Set<ArrayBufferLike>();
  readonly #free: ArrayBufferLike[] = [];

  /** @param shared whether threads are to see it without a copy */
  constructor(private readonly shared = false) {}

  /** Room for so many bytes, which hold what they held before. */
  take(length: number): Uint8Array {
    const at = this.#smallest(length);
    const buffer = at === undefined ? this.#add(length) : this.#free.splice(at, 1)[0]!;
    return new Uint8Array(buffer, 0, length);
  }

  /** What is not from here, as a tile that is the photo itself, is left alone. */
  giveBack({ buffer }: Uint8Array): void {
    if (this.#own.has(buffer)) this.#free.push(buffer);
  }

  /** Where the smallest piece is that is large enough. */
  #smallest(length: number): number | undefined {
    let best: number | undefined;
    for (const [at, { byteLength }] of this.#free.entries())
      if (byteLength >= length && (best === undefined || byteLength < this.#free[best]!.byteLength)) best = at;
    return best;
  }

  /** In the place of one that is too small. */
  #add(length: number): ArrayBufferLike {
    const small = this.#free.pop();
    if (small) this.#own.delete(small);
    const buffer = this.shared ? new SharedArrayBuffer(length) : new ArrayBuffer(length);
    this.#own.add(buffer);
    return buffer;
  }
}
