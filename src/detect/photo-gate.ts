/** Pixels of photos that are in memory at once: 0.2 GB, or one photo of any size. */
export const PIXELS_AT_ONCE = 64e6;

/** What a photo that was let in does next. */
export interface Admission {
  /** Waits until so many pixels may be in memory; a photo that is alone may have any number. */
  admit(pixels: number): Promise<void>;
  /** Lets the next one in. */
  leave(): void;
}

/**
 * Lets photos in by turn, so that however many are asked for at once, few are decoded: by default one that the network looks
 * at and one that is decoded meanwhile, and the second only while both are not large.
 */
export class PhotoGate {
  #inside = 0;
  #pixels = 0;
  readonly #outside: (() => void)[] = [];
  readonly #large: (() => void)[] = [];

  /**
   * @param photos that may be inside
   * @param pixels that they may have together
   */
  constructor(
    readonly photos = 2,
    readonly pixels = PIXELS_AT_ONCE,
  ) {}

  /** Waits for one's turn. */
  async enter(): Promise<Admission> {
    if (this.#inside < this.photos) this.#inside += 1;
    // Whoever leaves hands its place over.
    else await new Promise<void>((resolve) => this.#outside.push(resolve));
    let own = 0;
    return {
      admit: async (pixels) => {
        while (this.#pixels > 0 && this.#pixels + pixels > this.pixels) {
          await new Promise<void>((resolve) => this.#large.push(resolve));
        }
        own = pixels;
        this.#pixels += pixels;
      },
      leave: () => {
        this.#pixels -= own;
        for (const look of this.#large.splice(0)) look();
        const next = this.#outside.shift();
        if (next) next();
        else this.#inside -= 1;
      },
    };
  }
}
