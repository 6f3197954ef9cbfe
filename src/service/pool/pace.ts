/** How much the latest picture counts in the mean. */
const SHARE = 0.1;

/** Before anything was done. */
const PIXELS_A_SECOND = 1e6;

/** Longest wait that is asked for, in seconds. */
const LONGEST = 120;

/** How fast pictures are done, so that who is sent away knows when to come again. */
export class Pace {
  #last = performance.now();
  #pixelsPerSecond = PIXELS_A_SECOND;

  /** A picture is done, that took so many seconds. */
  add(pixels: number, seconds: number): void {
    const now = performance.now();
    // Several are done at once: by the clock, but not while there was nothing to do.
    const passed = Math.min((now - this.#last) / 1000, seconds);
    this.#last = now;
    if (passed <= 0) return;
    this.#pixelsPerSecond = 1 / ((1 - SHARE) / this.#pixelsPerSecond + (SHARE * passed) / Math.max(1, pixels));
  }

  /** Seconds that so many pixels take, from 1 to 120. */
  secondsFor(pixels: number): number {
    return Math.min(LONGEST, Math.max(1, Math.ceil(pixels / this.#pixelsPerSecond)));
  }
}
