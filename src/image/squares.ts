import { BEYOND_END, kernels, room } from './kernels.js';
import type { Samples } from './samples.js';

/** Bytes that are compared at once, so that little memory is needed and no sum of 32 bits runs over. */
const BLOCK = 65_536;

/**
 * The sum of the squares of what samples differ by.
 *
 * @param other as many samples
 * @example
 * console.log(squaresApart(Uint8Array.of(1, 5, 9), Uint8Array.of(1, 3, 10))); // 5
 */
export function squaresApart(one: Samples, other: Samples): number {
  if (one instanceof Uint8Array && other instanceof Uint8Array) return ofBytes(one, other);
  let sum = 0;
  for (let at = 0; at < one.length; at++) sum += (one[at]! - other[at]!) ** 2;
  return sum;
}

function ofBytes(one: Uint8Array, other: Uint8Array): number {
  const second = BLOCK + BEYOND_END;
  const bytes = room(second + BLOCK + BEYOND_END);
  let sum = 0;
  for (let from = 0; from < one.length; from += BLOCK) {
    const end = Math.min(from + BLOCK, one.length);
    bytes.set(one.subarray(from, end));
    bytes.set(other.subarray(from, end), second);
    sum += kernels().squares(0, second, end - from);
  }
  return sum;
}
