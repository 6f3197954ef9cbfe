/** Bytes from an address on. */
export interface Block {
  readonly at: number;
  readonly size: number;
}

/** Blocks begin at multiples of this many bytes: what one instruction reads. */
const ALIGNMENT = 16;

/** Places for blocks of bytes, so that what is no longer needed makes room for what comes. */
export class Blocks {
  #free: Block[] = [];
  #top: number;

  /** @param base the first byte that may be used */
  constructor(base: number) {
    this.#top = aligned(base);
  }

  /** The first byte that was never used. */
  get top(): number {
    return this.#top;
  }

  /** Where so many bytes have room: in the smallest gap that holds them, or behind all others. */
  take(length: number): Block {
    const size = aligned(length);
    const fits = this.#free.filter((block) => block.size >= size).sort((a, b) => a.size - b.size);
    const gap = fits[0];
    if (gap === undefined) {
      const block = { at: this.#top, size };
      this.#top += size;
      return block;
    }
    this.#free = this.#free.filter((block) => block !== gap);
    if (gap.size > size) this.#free.push({ at: gap.at + size, size: gap.size - size });
    return { at: gap.at, size };
  }

  /** Gives a block back; gaps beside each other become one. */
  give(block: Block): void {
    const before = this.#free.find(({ at, size }) => at + size === block.at);
    const after = this.#free.find(({ at }) => at === block.at + block.size);
    this.#free = this.#free.filter((gap) => gap !== before && gap !== after);
    const at = before?.at ?? block.at;
    const end = (after ?? block).at + (after ?? block).size;
    this.#free.push({ at, size: end - at });
  }
}

const aligned = (bytes: number) => Math.ceil(bytes / ALIGNMENT) * ALIGNMENT;
