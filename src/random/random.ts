import { uniformFloat64 } from 'pure-rand/distribution/uniformFloat64';
import { xoroshiro128plusFromState } from 'pure-rand/generator/xoroshiro128plus';

/** Draws a number from 0 (included) to 1 (excluded). */
export type Random = () => number;

/**
 * A generator that is given by whole numbers alone, such as a seed and the number of a batch: the same ones draw the
 * same numbers, others unrelated ones.
 */
export function createRandom(...seeds: readonly number[]): Random {
  const state = [1, 2, 3, 4].map((word) => seeds.reduce((hash, seed) => mix(hash ^ mix(seed)), mix(word)));
  const generator = xoroshiro128plusFromState(state);
  return () => uniformFloat64(generator);
}

/** Evenly from `low` to `high`. */
export function uniform(random: Random, low: number, high: number): number {
  return low + (high - low) * random();
}

/** From `low` to `high`, every octave equally likely. */
export function logUniform(random: Random, low: number, high: number): number {
  return low * (high / low) ** random();
}

/** A whole number from 0 (included) to `count` (excluded). */
export function index(random: Random, count: number): number {
  return Math.floor(random() * count);
}

/** Spreads every bit of a 32-bit number over all of them (the finaliser of MurmurHash3 behind an odd offset). */
function mix(value: number): number {
  let hash = (value + 0x9e3779b9) | 0;
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35);
  return (hash ^ (hash >>> 16)) | 0;
}

/** From N(0, 1), by Box and Muller. */
export function normal(random: Random): number {
  return Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random());
}
