import type { Range } from '../networks/quantize-kernel.js';

/** Values that are kept of each run of a network: enough for the tail of one in ten thousand. */
const KEPT = 8192;

/** Steps in which limits are tried, and bins of the histogram that they are judged by. */
const STEPS = 40;
const BINS = 4096;

/** What bytes can tell apart. */
const LEVELS = 255;

/**
 * How limits of what bytes hold are set: `full`, the least and the largest value seen; `least-squares`, the pair that
 * makes the mean squared error of rounding and clipping least; `quantile`, a share of .9999 lies within.
 */
export const CLIPPINGS = ['full', 'least-squares', 'quantile'] as const;
export type Clipping = (typeof CLIPPINGS)[number];
const QUANTILE = 0.9999;

/** A sample of the values that an activation takes, and their extremes. */
export class ActivationSample {
  #least = 0;
  #most = 0;
  #damaged = false;
  readonly #kept: Float32Array[] = [];

  /** Takes every n-th value of one run, and the extremes of all. */
  add(values: Float32Array): void {
    for (const value of values) {
      if (value < this.#least) this.#least = value;
      if (value > this.#most) this.#most = value;
      if (Number.isNaN(value)) this.#damaged = true;
    }
    // Odd, so that it does not go in step with rows.
    const step = Math.max(1, Math.floor(values.length / KEPT)) | 1;
    this.#kept.push(values.filter((_, index) => index % step === 0));
  }

  /** @throws RangeError where nothing was seen, or what is no number */
  range(clipping: Clipping): Range {
    if (this.#kept.length === 0 || this.#damaged || !Number.isFinite(this.#most - this.#least))
      throw new RangeError('no activations to calibrate by, or none that are numbers');
    switch (clipping) {
      case 'full':
        return [this.#least, this.#most];
      case 'quantile':
        return this.#quantiles();
      case 'least-squares':
        return this.#leastSquares();
    }
  }

  #quantiles(): Range {
    const sorted = Float32Array.from(this.#kept.flatMap((part) => [...part])).sort();
    const at = (share: number) => sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))]!;
    return [Math.min(0, at(1 - QUANTILE)), Math.max(0, at(QUANTILE))];
  }

  #leastSquares(): Range {
    const histogram = this.#histogram();
    const shares = Array.from({ length: STEPS }, (_, step) => (step + 1) / STEPS);
    const lows = this.#least < 0 ? shares.map((share) => share * this.#least) : [0];
    const highs = this.#most > 0 ? shares.map((share) => share * this.#most) : [0];
    let best: Range = [this.#least, this.#most];
    let error = this.#error(histogram, best);
    for (const low of lows) {
      for (const high of highs) {
        const tried = this.#error(histogram, [low, high]);
        if (tried < error) [best, error] = [[low, high], tried];
      }
    }
    return best;
  }

  #histogram(): Float64Array {
    const counts = new Float64Array(BINS);
    const scale = BINS / Math.max(this.#most - this.#least, Number.MIN_VALUE);
    for (const part of this.#kept) {
      for (const value of part) counts[Math.min(BINS - 1, Math.floor((value - this.#least) * scale))]! += 1;
    }
    return counts;
  }

  /** Sum of squares: what is clipped, and a twelfth of a squared step for the rest. Zeros are exact. */
  #error(counts: Float64Array, [low, high]: Range): number {
    const width = (this.#most - this.#least) / BINS;
    const rounding = ((high - low) / LEVELS) ** 2 / 12;
    let error = 0;
    for (let bin = 0; bin < BINS; bin += 1) {
      const value = this.#least + (bin + 0.5) * width;
      if (Math.abs(value) < width) continue;
      const beyond = value < low ? low - value : value > high ? value - high : 0;
      error += counts[bin]! * (beyond > 0 ? beyond * beyond : rounding);
    }
    return error;
  }
}
