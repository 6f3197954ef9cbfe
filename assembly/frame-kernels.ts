/** Loops that compare frames with frames, part of `pixel-kernels.ts`'s module. */

import { two } from './pairs';

/** The sum of the squares of what `length` bytes differ by, of which there are 65,536 at most. */
export function squares(one: usize, other: usize, length: i32): f64 {
  let sums = i32x4.splat(0);
  const all = one + length;
  for (const end = one + (length & ~15); one < end; one += 16, other += 16) {
    const p = v128.load(one);
    const q = v128.load(other);
    const low = i16x8.sub(i16x8.extend_low_i8x16_u(p), i16x8.extend_low_i8x16_u(q));
    const high = i16x8.sub(i16x8.extend_high_i8x16_u(p), i16x8.extend_high_i8x16_u(q));
    sums = i32x4.add(sums, i32x4.add(i32x4.dot_i16x8_s(low, low), i32x4.dot_i16x8_s(high, high)));
  }
  // Each is one of 32 bits, and all of them together are not.
  let sum = f64(i32x4.extract_lane(sums, 0)) + f64(i32x4.extract_lane(sums, 1));
  sum += f64(i32x4.extract_lane(sums, 2)) + f64(i32x4.extract_lane(sums, 3));
  for (; one < all; one++, other++) {
    const difference = i32(load<u8>(one)) - i32(load<u8>(other));
    sum += f64(difference * difference);
  }
  return sum;
}

/** Adds `length` bytes to as many numbers of 16 bits. */
export function addBytes(from: usize, to: usize, length: i32): void {
  for (const end = from + length; from < end; from += 16, to += 32) {
    const bytes = v128.load(from);
    v128.store(to, i16x8.add(v128.load(to), i16x8.extend_low_i8x16_u(bytes)));
    v128.store(to, i16x8.add(v128.load(to, 16), i16x8.extend_high_i8x16_u(bytes)), 16);
  }
}

/**
 * Of a square of `side` numbers of 32 bits a side, which is a multiple of four, in two pictures of so many numbers a row: the mean of the squares of what they differ by,
 * whatever they differ by on average. Sums are of 64 bits.
 */
export function varianceApart(one: usize, oneStride: i32, other: usize, otherStride: i32, side: i32): f64 {
  let sums = f64x2.splat(0);
  let squares = f64x2.splat(0);
  for (let row = 0; row < side; row++, one += oneStride << 2, other += otherStride << 2) {
    for (let at = 0; at < side << 2; at += 8) {
      const difference = f64x2.sub(two(one + at), two(other + at));
      sums = f64x2.add(sums, difference);
      squares = f64x2.add(squares, f64x2.mul(difference, difference));
    }
  }
  const count = f64(side * side);
  const mean = (f64x2.extract_lane(sums, 0) + f64x2.extract_lane(sums, 1)) / count;
  return (f64x2.extract_lane(squares, 0) + f64x2.extract_lane(squares, 1)) / count - mean * mean;
}
