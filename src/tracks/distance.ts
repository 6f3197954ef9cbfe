import type { Pair } from './assignment.js';
import { type State, sizeOf } from './motion-model.js';
import type { Observation } from './observation.js';

/** What can lie somewhere with a size. */
type Placed = Pick<Observation, 'x' | 'y' | 'width' | 'height'>;

/** How far a face may lie from where it is expected, in its own sizes: always, for each deviation of the expectation, at most. */
const REACH = 0.6;
const DEVIATIONS = 2;
const FARTHEST = 2;

/** How much larger or smaller a face may be than expected. */
const LARGER = Math.log(2);

/** What a size that differs by a factor of e costs, in distances of a face's size. */
const SIZE_COST = 0.5;

/** How far from an expected place a face may lie, in its sizes. */
export function reachOf(expected: State): number {
  return Math.min(FARTHEST, REACH + (DEVIATIONS * Math.sqrt(expected.pp)) / sizeOf(expected));
}

/**
 * What two places being those of one face costs: the distance of their centres over the size, which for tiny faces tells
 * more than how much boxes overlap. Infinite where their sizes differ too much.
 */
export function costOf(a: Placed, b: Placed): number {
  const factor = Math.abs(a.width + a.height - b.width - b.height) / 2;
  if (factor > LARGER) return Number.POSITIVE_INFINITY;
  const size = Math.exp((a.width + a.height + b.width + b.height) / 4);
  return Math.hypot(a.x - b.x, a.y - b.y) / size + SIZE_COST * factor;
}

/**
 * Every pair of an expectation and a face within its reach.
 *
 * @param seen from left to right
 */
export function pairsWithinReach(expectations: readonly State[], seen: readonly Observation[]): Pair[] {
  return expectations.flatMap((expected, left) => {
    const reach = reachOf(expected);
    // The size that `costOf` divides by is at most this much larger than expected.
    const farthest = reach * sizeOf(expected) * Math.exp(LARGER / 2);
    const pairs: Pair[] = [];
    for (let right = firstFrom(seen, expected.x - farthest); right < seen.length; right++) {
      if (seen[right]!.x > expected.x + farthest) break;
      const cost = costOf(expected, seen[right]!) - reach;
      if (cost < 0) pairs.push({ left, right, cost });
    }
    return pairs;
  });
}

function firstFrom(seen: readonly Observation[], x: number): number {
  let [low, high] = [0, seen.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (seen[middle]!.x < x) low = middle + 1;
    else high = middle;
  }
  return low;
}
