/**
 * Loops over pixels that take JavaScript four times as long, in AssemblyScript: `npm run kernels` compiles this into
 * `src/image/kernels-module.ts`. Pointers are bytes of the memory, all of which the caller lays out; what they read and write reaches up
 * to 64 bytes beyond the end.
 */

import { two } from './pairs';

export { addBytes, squares, varianceApart } from './frame-kernels';

@inline
function weighted(p: v128, q: v128, r: v128, s: v128): v128 {
  return i16x8.add(i16x8.add(p, s), i16x8.mul(i16x8.add(q, r), i16x8.splat(3)));
}

/** Sums down columns, 1 3 3 1, of four lines of bytes: as many numbers of 16 bits, at most 2,040. */
@inline
function sumDown(first: usize, second: usize, third: usize, fourth: usize, to: usize, length: i32): void {
  for (const end = first + length; first < end; first += 16, second += 16, third += 16, fourth += 16, to += 32) {
    const p = v128.load(first);
    const q = v128.load(second);
    const r = v128.load(third);
    const s = v128.load(fourth);
    v128.store(
      to,
      weighted(
        i16x8.extend_low_i8x16_u(p),
        i16x8.extend_low_i8x16_u(q),
        i16x8.extend_low_i8x16_u(r),
        i16x8.extend_low_i8x16_u(s),
      ),
    );
    v128.store(
      to,
      weighted(
        i16x8.extend_high_i8x16_u(p),
        i16x8.extend_high_i8x16_u(q),
        i16x8.extend_high_i8x16_u(r),
        i16x8.extend_high_i8x16_u(s),
      ),
      16,
    );
  }
}

/** Means of four neighbours across, 1 3 3 1, of such sums, of eight numbers in a row, divided by 64 in all and rounded. */
@inline
function across(at: usize): v128 {
  const sum = weighted(v128.load(at), v128.load(at, 6), v128.load(at, 12), v128.load(at, 18));
  return i16x8.shr_u(i16x8.add(sum, i16x8.splat(32)), 6);
}

/** Stores every other pixel of sixteen: 24 bytes of 48. */
@inline
function storeEveryOther(to: usize, a: v128, b: v128, c: v128): void {
  v128.store(to, v128.shuffle<u8>(a, b, 0, 1, 2, 6, 7, 8, 12, 13, 14, 18, 19, 20, 24, 25, 26, 30));
  const rest = v128.shuffle<u8>(b, c, 15, 16, 20, 21, 22, 26, 27, 28, 0, 0, 0, 0, 0, 0, 0, 0);
  v128.store64_lane(to, rest, 0, 16);
}

/** Every other pixel of the means across of such sums: `length` bytes. */
@inline
function meansAcross(sums: usize, to: usize, length: i32): void {
  for (const end = to + length; to < end; to += 24, sums += 96) {
    const a = i8x16.narrow_i16x8_u(across(sums), across(sums + 16));
    const b = i8x16.narrow_i16x8_u(across(sums + 32), across(sums + 48));
    const c = i8x16.narrow_i16x8_u(across(sums + 64), across(sums + 80));
    storeEveryOther(to, a, b, c);
  }
}

/**
 * `rows` lines of half a picture, `3 · width` bytes each: means of 4 × 4, weighted 1 3 3 1 across and down, of 2 · rows + 2 lines
 * of `length` bytes. Their first and last pixel count on beyond the border. At `sums` there is room for 12 · width + 140 bytes.
 */
export function halveLines(lines: usize, length: i32, sums: usize, to: usize, width: i32, rows: i32): void {
  // The sums have a pixel before them, and as many behind as the border goes on for.
  const own = sums + 6;
  const end = own + 12 * width + 6;
  for (let row = 0; row < rows; row++, lines += 2 * length, to += 3 * width) {
    sumDown(lines, lines + length, lines + 2 * length, lines + 3 * length, own, length);
    store<u32>(sums, load<u32>(own));
    store<u16>(sums, load<u16>(own, 4), 4);
    for (let beyond = own + 2 * length; beyond < end; beyond += 2) store<u16>(beyond, load<u16>(beyond - 6));
    meansAcross(sums, to, 3 * width);
  }
}

/** Means of 2 × 2 pixels of two lines, of eight bytes in a row, rounded. */
@inline
function ofFour(upper: usize, lower: usize): v128 {
  const above = i16x8.add(v128.load8x8_u(upper), v128.load8x8_u(upper, 3));
  const below = i16x8.add(v128.load8x8_u(lower), v128.load8x8_u(lower, 3));
  return i16x8.shr_u(i16x8.add(i16x8.add(above, below), i16x8.splat(2)), 2);
}

/** Every other pixel of the means of 2 × 2 of two lines: `length` bytes. */
export function meansOfFour(upper: usize, lower: usize, to: usize, length: i32): void {
  for (const end = to + length; to < end; to += 24, upper += 48, lower += 48) {
    const a = i8x16.narrow_i16x8_u(ofFour(upper, lower), ofFour(upper + 8, lower + 8));
    const b = i8x16.narrow_i16x8_u(ofFour(upper + 16, lower + 16), ofFour(upper + 24, lower + 24));
    const c = i8x16.narrow_i16x8_u(ofFour(upper + 32, lower + 32), ofFour(upper + 40, lower + 40));
    storeEveryOther(to, a, b, c);
  }
}

/**
 * A line of `size` pixels, each the mean of neighbours in a row of bytes: how many bytes after the row's begin the first lies, how
 * many they are and what they weigh stand in tables, weights `stride` bytes a pixel. Sums are of 64 bits, the line is of 32.
 */
export function meansAlong(
  row: usize,
  firsts: usize,
  counts: usize,
  weights: usize,
  stride: usize,
  to: usize,
  size: i32,
): void {
  for (const end = to + 12 * size; to < end; to += 12, firsts += 4, counts += 4, weights += stride) {
    let from = row + load<u32>(firsts);
    let redGreen = f64x2.splat(0);
    let blue = f64x2.splat(0);
    for (let tap = weights, last = weights + (load<u32>(counts) << 2); tap < last; tap += 4, from += 3) {
      const weight = f64x2.splat(f64(load<f32>(tap)));
      const pixel = i32x4.extend_low_i16x8_u(i16x8.extend_low_i8x16_u(v128.load32_zero(from)));
      redGreen = f64x2.add(redGreen, f64x2.mul(weight, f64x2.convert_low_i32x4_u(pixel)));
      const high = v128.shuffle<u64>(pixel, pixel, 1, 1);
      blue = f64x2.add(blue, f64x2.mul(weight, f64x2.convert_low_i32x4_u(high)));
    }
    v128.store64_lane(to, f32x4.demote_f64x2_zero(redGreen), 0);
    v128.store32_lane(to, f32x4.demote_f64x2_zero(blue), 0, 8);
  }
}

/** What is left of two sums when they are kept in 32 bits. */
@inline
function kept(sums: v128): v128 {
  return f64x2.promote_low_f32x4(f32x4.demote_f64x2_zero(sums));
}

/** Rounded: a whole number and 2^52 have the number in their lowest bits. */
@inline
function rounded(sums: v128): v128 {
  return f64x2.add(f64x2.floor(f64x2.add(kept(sums), f64x2.splat(0.5))), f64x2.splat(4503599627370496));
}

/**
 * `length` bytes, rounded: means of `count` such lines, which begin `stride` bytes apart, of weights in a row. The sums so far are of 32
 * bits, as if they were kept in a line.
 */
export function meansDown(lines: usize, stride: usize, weights: usize, count: i32, to: usize, length: i32): void {
  const last = weights + (count << 2);
  for (const end = to + length; to < end; to += 4, lines += 16) {
    const first = f64x2.splat(f64(load<f32>(weights)));
    let left = f64x2.mul(first, two(lines));
    let right = f64x2.mul(first, two(lines + 8));
    let from = lines + stride;
    for (let tap = weights + 4; tap < last; tap += 4, from += stride) {
      const weight = f64x2.splat(f64(load<f32>(tap)));
      left = kept(f64x2.add(left, f64x2.mul(weight, two(from))));
      right = kept(f64x2.add(right, f64x2.mul(weight, two(from + 8))));
    }
    const bytes = v128.shuffle<u8>(rounded(left), rounded(right), 0, 8, 16, 24, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0);
    v128.store32_lane(to, bytes, 0);
  }
}

/** Four samples of 8 bits, times a factor, and a constant. */
@inline
function line(samples: v128, factor: v128, constant: i32): v128 {
  return i32x4.add(i32x4.mul(samples, factor), i32x4.splat(constant));
}

/** Bytes of sixteen colours in parts of 2^20, all of them 640 too large. */
@inline
function bytesOf(a: v128, b: v128, c: v128, d: v128): v128 {
  const below = i16x8.splat(640);
  return i8x16.narrow_i16x8_u(
    i16x8.sub(i16x8.narrow_i32x4_s(i32x4.shr_s(a, 20), i32x4.shr_s(b, 20)), below),
    i16x8.sub(i16x8.narrow_i32x4_s(i32x4.shr_s(c, 20), i32x4.shr_s(d, 20)), below),
  );
}

/** The first and the second two of four numbers, each twice. */
@inline
function firstTwice(numbers: v128): v128 {
  return v128.shuffle<u32>(numbers, numbers, 0, 0, 1, 1);
}
@inline
function lastTwice(numbers: v128): v128 {
  return v128.shuffle<u32>(numbers, numbers, 2, 2, 3, 3);
}

/**
 * Red, green and blue of a row of `width` pixels, sixteen at once, of brightness and of colours that two pixels share. A sample counts as
 * its factor times it, and a constant once for each sum, in parts of 2^20; sums are 640 too large.
 */
export function colours(
  brightness: usize,
  first: usize,
  second: usize,
  to: usize,
  width: i32,
  light: i32,
  lightFrom: i32,
  redOfV: i32,
  redFrom: i32,
  greenOfV: i32,
  greenOfU: i32,
  greenFrom: i32,
  blueOfU: i32,
  blueFrom: i32,
): void {
  const l = i32x4.splat(light), rv = i32x4.splat(redOfV), gv = i32x4.splat(greenOfV);
  const gu = i32x4.splat(greenOfU), bu = i32x4.splat(blueOfU);
  for (const end = brightness + width; brightness < end; brightness += 16, first += 8, second += 8, to += 48) {
    const y = v128.load(brightness);
    const low = i16x8.extend_low_i8x16_u(y), high = i16x8.extend_high_i8x16_u(y);
    const ya = line(i32x4.extend_low_i16x8_u(low), l, lightFrom), yb = line(i32x4.extend_high_i16x8_u(low), l, lightFrom);
    const yc = line(i32x4.extend_low_i16x8_u(high), l, lightFrom), yd = line(i32x4.extend_high_i16x8_u(high), l, lightFrom);
    const u = v128.load8x8_u(first), v = v128.load8x8_u(second);
    const ua = i32x4.extend_low_i16x8_u(u), ub = i32x4.extend_high_i16x8_u(u);
    const va = i32x4.extend_low_i16x8_u(v), vb = i32x4.extend_high_i16x8_u(v);
    const ra = line(va, rv, redFrom), rb = line(vb, rv, redFrom);
    const ga = i32x4.add(line(va, gv, greenFrom), i32x4.mul(ua, gu));
    const gb = i32x4.add(line(vb, gv, greenFrom), i32x4.mul(ub, gu));
    const ba = line(ua, bu, blueFrom), bb = line(ub, bu, blueFrom);
    const red = bytesOf(
      i32x4.add(ya, firstTwice(ra)),
      i32x4.add(yb, lastTwice(ra)),
      i32x4.add(yc, firstTwice(rb)),
      i32x4.add(yd, lastTwice(rb)),
    );
    const green = bytesOf(
      i32x4.sub(ya, firstTwice(ga)),
      i32x4.sub(yb, lastTwice(ga)),
      i32x4.sub(yc, firstTwice(gb)),
      i32x4.sub(yd, lastTwice(gb)),
    );
    const blue = bytesOf(
      i32x4.add(ya, firstTwice(ba)),
      i32x4.add(yb, lastTwice(ba)),
      i32x4.add(yc, firstTwice(bb)),
      i32x4.add(yd, lastTwice(bb)),
    );
    // Red and green of each pixel beside each other, and then its blue between them and the next pixel's.
    const one = v128.shuffle<u8>(red, green, 0, 16, 1, 17, 2, 18, 3, 19, 4, 20, 5, 21, 6, 22, 7, 23);
    const two = v128.shuffle<u8>(red, green, 8, 24, 9, 25, 10, 26, 11, 27, 12, 28, 13, 29, 14, 30, 15, 31);
    const middle = v128.shuffle<u8>(one, two, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19, 20, 21, 0, 0, 0, 0);
    v128.store(to, v128.shuffle<u8>(one, blue, 0, 1, 16, 2, 3, 17, 4, 5, 18, 6, 7, 19, 8, 9, 20, 10));
    v128.store(to, v128.shuffle<u8>(middle, blue, 1, 21, 2, 3, 22, 4, 5, 23, 6, 7, 24, 8, 9, 25, 10, 11), 16);
    v128.store(to, v128.shuffle<u8>(two, blue, 26, 6, 7, 27, 8, 9, 28, 10, 11, 29, 12, 13, 30, 14, 15, 31), 32);
  }
}
