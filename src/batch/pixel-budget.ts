import { PIXELS_AT_ONCE } from '../detect/photo-gate.js';

interface Waiting {
  readonly pixels: number;
  readonly begin: () => void;
  readonly end: (reason: unknown) => void;
}

/**
 * Pixels that may be in memory at once. However many photos are begun, decoded ones wait for room; one that is larger
 * than all the room goes by itself.
 */
export class PixelBudget {
  #used = 0;
  #ended: unknown;
  readonly #waiting: Waiting[] = [];

  /** @param pixels all the room there is */
  constructor(readonly pixels = PIXELS_AT_ONCE) {}

  /**
   * Waits until there is room for so many pixels, in the order of the calls.
   *
   * @returns what gives the room back
   * @throws the reason of `end`
   */
  async take(pixels: number): Promise<() => void> {
    if (this.#ended !== undefined) throw this.#ended;
    if (this.#waiting.length > 0 || !this.#fits(pixels))
      await new Promise<void>((begin, end) => this.#waiting.push({ pixels, begin, end }));
    else this.#used += pixels;
    return () => {
      this.#used -= pixels;
      this.#beginNext();
    };
  }

  /** Whoever waits need wait no more: nothing is done any longer. */
  end(reason: unknown): void {
    this.#ended = reason;
    for (const { end } of this.#waiting.splice(0)) end(reason);
  }

  #beginNext(): void {
    for (let next = this.#waiting[0]; next && this.#fits(next.pixels); next = this.#waiting[0]) {
      this.#waiting.shift();
      this.#used += next.pixels;
      next.begin();
    }
  }

  #fits(pixels: number): boolean {
    return this.#used === 0 || this.#used + pixels <= this.pixels;
  }
}
