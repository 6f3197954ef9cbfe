/**
 * Pixels that may be in memory at once. However many photos are begun, decoded ones wait for room; one that is larger
 * than all the room goes by itself.
 */
export class PixelBudget {
  #used = 0;
  readonly #waiting: { readonly pixels: number; readonly begin: () => void }[] = [];

  /** @param pixels all the room there is */
  constructor(readonly pixels: number) {}

  /** Does the work once there is room for so many pixels, in the order of the calls. */
  async use<Result>(pixels: number, work: () => Promise<Result>): Promise<Result> {
    if (this.#waiting.length > 0 || !this.#fits(pixels))
      await new Promise<void>((begin) => this.#waiting.push({ pixels, begin }));
    else this.#used += pixels;
    try {
      return await work();
    } finally {
      this.#used -= pixels;
      this.#beginNext();
    }
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
