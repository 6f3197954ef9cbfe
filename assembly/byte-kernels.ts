/**
 * Convolutions of bytes in WebAssembly, in AssemblyScript: `npm run kernels` compiles this into `src/kernels/module.ts`. They give the
 * bytes of ONNX Runtime's QLinearConv and QLinearAdd, channels last, in half the time: products are of 16 bits, four pixels by eight
 * features at a time, and 3 × 3 kernels of stride 1 multiply 16 times where others do 36 times (Winograd's F(2 × 2, 3 × 3); in
 * whole numbers, so exactly). Pointers are bytes of the memory, which the caller lays out; `c` and runs are multiples of 8.
 */

/** Pixels, or squares of 2 × 2 of them, that are multiplied at once. */
const GROUP: i32 = 16;
/** A float32 so large that its last bit is 1: what is added to it is rounded, halves to even. */
const ROUNDING: f32 = 12582912.0;
const ROUNDING_BITS: i32 = 0x4b400000;

@inline
function addProduct(sum: v128, a: v128, b: v128): v128 {
  return i32x4.add(sum, i32x4.dot_i16x8_s(a, b));
}

/** to[count][8 · n8] = from[count][c] · kernel[n8][c / 2][8][2]; `count` is rounded up to 4. */
@inline
function product(from: usize, kernel: usize, to: usize, count: i32, c: i32, n8: i32): void {
  const row: usize = usize(c) << 1;
  const out: usize = usize(n8) << 5;
  for (let j = 0; j < n8; j++) {
    let p = from;
    let q = to + (usize(j) << 5);
    for (let i = 0; i < count; i += 4) {
      let k = kernel;
      let p0 = p;
      let p1 = p + row;
      let p2 = p1 + row;
      let p3 = p2 + row;
      const end = p1;
      let a0 = i32x4.splat(0), a1 = a0, b0 = a0, b1 = a0, c0 = a0, c1 = a0, d0 = a0, d1 = a0;
      while (p0 < end) {
        const k0 = v128.load(k);
        const k1 = v128.load(k, 16);
        let x = v128.load32_splat(p0);
        a0 = addProduct(a0, k0, x);
        a1 = addProduct(a1, k1, x);
        x = v128.load32_splat(p1);
        b0 = addProduct(b0, k0, x);
        b1 = addProduct(b1, k1, x);
        x = v128.load32_splat(p2);
        c0 = addProduct(c0, k0, x);
        c1 = addProduct(c1, k1, x);
        x = v128.load32_splat(p3);
        d0 = addProduct(d0, k0, x);
        d1 = addProduct(d1, k1, x);
        p0 += 4;
        p1 += 4;
        p2 += 4;
        p3 += 4;
        k += 32;
      }
      v128.store(q, a0);
      v128.store(q, a1, 16);
      q += out;
      v128.store(q, b0);
      v128.store(q, b1, 16);
      q += out;
      v128.store(q, c0);
      v128.store(q, c1, 16);
      q += out;
      v128.store(q, d0);
      v128.store(q, d1, 16);
      q += out;
      p += row << 2;
    }
    kernel += usize(c) << 4;
  }
}

/** round(f) + zero point for f from low to high, of four; as ONNX Runtime rounds. */
@inline
function rounded(f: v128, low: v128, high: v128, bits: v128): v128 {
  return i32x4.sub(f32x4.add(f32x4.pmin(high, f32x4.pmax(low, f)), f32x4.splat(ROUNDING)), bits);
}

/** Eight sums as bytes, in the low half. */
@inline
function bytesOf(s0: v128, s1: v128, bias: usize, scale: usize, low: v128, high: v128, bits: v128): v128 {
  const f0 = f32x4.mul(f32x4.convert_i32x4_s(i32x4.add(s0, v128.load(bias))), v128.load(scale));
  const f1 = f32x4.mul(f32x4.convert_i32x4_s(i32x4.add(s1, v128.load(bias, 16))), v128.load(scale, 16));
  const words = i16x8.narrow_i32x4_s(rounded(f0, low, high, bits), rounded(f1, low, high, bits));
  return i8x16.narrow_i16x8_u(words, words);
}

/** [h][w][c] with a border of `fill`: a row above, `below` rows, a column on the left, and on the right what is left of `columns`. */
export function pad(x: usize, h: i32, w: i32, c: i32, fill: i32, y: usize, columns: i32, below: i32): void {
  const line = usize(columns) * c;
  const inner = usize(w) * c;
  memory.fill(y, <u8>fill, line);
  y += line;
  for (let i = 0; i < h; i++) {
    memory.fill(y, <u8>fill, c);
    memory.copy(y + c, x, inner);
    memory.fill(y + c + inner, <u8>fill, line - c - inner);
    x += inner;
    y += line;
  }
  memory.fill(y, <u8>fill, line * below);
}

/** One of the four rows of Bᵀ d B: the differences and sums of its columns. */
@inline
function storeRow(to: usize, plane: usize, r0: v128, r1: v128, r2: v128, r3: v128): void {
  v128.store(to, i16x8.sub(r0, r2));
  v128.store(to + plane, i16x8.add(r1, r2));
  v128.store(to + 2 * plane, i16x8.sub(r2, r1));
  v128.store(to + 3 * plane, i16x8.sub(r1, r3));
}

/** Bᵀ d B of eight channels of 4 × 4 pixels. */
@inline
function transformInput(p0: usize, line: usize, c: usize, to: usize, plane: usize): void {
  const p1 = p0 + line;
  const p2 = p1 + line;
  const p3 = p2 + line;
  const b0 = v128.load8x8_u(p1), b1 = v128.load8x8_u(p1 + c), b2 = v128.load8x8_u(p1 + 2 * c), b3 = v128.load8x8_u(p1 + 3 * c);
  const c0 = v128.load8x8_u(p2), c1 = v128.load8x8_u(p2 + c), c2 = v128.load8x8_u(p2 + 2 * c), c3 = v128.load8x8_u(p2 + 3 * c);
  const a0 = v128.load8x8_u(p0), a1 = v128.load8x8_u(p0 + c), a2 = v128.load8x8_u(p0 + 2 * c), a3 = v128.load8x8_u(p0 + 3 * c);
  storeRow(to, plane, i16x8.sub(a0, c0), i16x8.sub(a1, c1), i16x8.sub(a2, c2), i16x8.sub(a3, c3));
  storeRow(to + 4 * plane, plane, i16x8.add(b0, c0), i16x8.add(b1, c1), i16x8.add(b2, c2), i16x8.add(b3, c3));
  storeRow(to + 8 * plane, plane, i16x8.sub(c0, b0), i16x8.sub(c1, b1), i16x8.sub(c2, b2), i16x8.sub(c3, b3));
  const d0 = v128.load8x8_u(p3), d1 = v128.load8x8_u(p3 + c), d2 = v128.load8x8_u(p3 + 2 * c), d3 = v128.load8x8_u(p3 + 3 * c);
  storeRow(to + 12 * plane, plane, i16x8.sub(b0, d0), i16x8.sub(b1, d1), i16x8.sub(b2, d2), i16x8.sub(b3, d3));
}

/**
 * A convolution of 3 × 3 and stride 1.
 *
 * @param x [h + 3][columns][c], padded
 * @param kernel [16][n8][c / 2][8][2], see `winogradKernel`
 * @param y [h][w][8 · n8]
 * @param scratch 32 · GROUP · c and 512 · GROUP · n8 bytes
 */
export function winograd(
  x: usize, columns: i32, c: i32, kernel: usize, bias: usize, scale: usize, n8: i32,
  least: i32, most: i32, zeroPoint: i32, y: usize, h: i32, w: i32, scratch: usize,
): void {
  const line = usize(columns) * c;
  const n = n8 << 3;
  const inputs = usize(GROUP) * c * 2;
  const sums = usize(GROUP) * n * 4;
  const kernels = usize(c) * n * 2;
  const m = scratch + 16 * inputs;
  const low = f32x4.splat(<f32>least);
  const high = f32x4.splat(<f32>most);
  const bits = i32x4.splat(ROUNDING_BITS - zeroPoint);
  const across = (w + 1) >> 1;
  for (let row = 0; row < h; row += 2) {
    for (let from = 0; from < across; from += GROUP) {
      const count = min(GROUP, across - from);
      for (let t = 0; t < count; t++) {
        const at = x + usize(row) * line + usize(2 * (from + t)) * c;
        for (let k = 0; k < c; k += 8) transformInput(at + k, line, c, scratch + (usize(t * c + k) << 1), inputs);
      }
      for (let i: usize = 0; i < 16; i++) {
        product(scratch + i * inputs, kernel + i * kernels, m + i * sums, count, c, n8);
      }
      for (let t = 0; t < count; t++) {
        const column = 2 * (from + t);
        const at = y + usize(row * w + column) * n;
        const isRight = column + 1 < w;
        const isBelow = row + 1 < h;
        for (let k = 0; k < n; k += 8) {
          const p = m + (usize(t * n + k) << 2);
          // Aᵀ m A: the pixels above left, above right, below left, below right, of eight features.
          let a0 = i32x4.splat(0), a1 = a0, b0 = a0, b1 = a0, c0 = a0, c1 = a0, d0 = a0, d1 = a0;
          for (let i = 0; i < 4; i++) {
            const q = p + usize(i) * sums;
            const m10 = v128.load(q + 4 * sums), m11 = v128.load(q + 4 * sums, 16);
            const m20 = v128.load(q + 8 * sums), m21 = v128.load(q + 8 * sums, 16);
            const t0 = i32x4.add(i32x4.add(v128.load(q), m10), m20);
            const t1 = i32x4.add(i32x4.add(v128.load(q, 16), m11), m21);
            const s0 = i32x4.sub(i32x4.sub(m10, m20), v128.load(q + 12 * sums));
            const s1 = i32x4.sub(i32x4.sub(m11, m21), v128.load(q + 12 * sums, 16));
            if (i < 3) {
              a0 = i32x4.add(a0, t0);
              a1 = i32x4.add(a1, t1);
              c0 = i32x4.add(c0, s0);
              c1 = i32x4.add(c1, s1);
            }
            if (i == 1) {
              b0 = t0;
              b1 = t1;
              d0 = s0;
              d1 = s1;
            } else if (i > 1) {
              b0 = i32x4.sub(b0, t0);
              b1 = i32x4.sub(b1, t1);
              d0 = i32x4.sub(d0, s0);
              d1 = i32x4.sub(d1, s1);
            }
          }
          // Kernels are four times as large as they are: they would have halves and quarters.
          const bi = bias + (k << 2);
          const sc = scale + (k << 2);
          const above = at + k;
          const under = above + usize(w * n);
          v128.store64_lane(above, bytesOf(i32x4.shr_s(a0, 2), i32x4.shr_s(a1, 2), bi, sc, low, high, bits), 0);
          if (isRight) v128.store64_lane(above + n, bytesOf(i32x4.shr_s(b0, 2), i32x4.shr_s(b1, 2), bi, sc, low, high, bits), 0);
          if (isBelow) v128.store64_lane(under, bytesOf(i32x4.shr_s(c0, 2), i32x4.shr_s(c1, 2), bi, sc, low, high, bits), 0);
          if (isBelow && isRight)
            v128.store64_lane(under + n, bytesOf(i32x4.shr_s(d0, 2), i32x4.shr_s(d1, 2), bi, sc, low, high, bits), 0);
        }
      }
    }
  }
}

/**
 * Any other convolution.
 *
 * @param x [.][columns][c], padded; what a pixel sees are `rows` runs of `run` bytes
 * @param kernel [n8][rows · run / 2][8][2]
 * @param y [h][w][n], and 8 · n8 − n bytes behind it that are written, too
 * @param scratch 2 · GROUP · rows · run and 32 · GROUP · n8 bytes
 */
export function direct(
  x: usize, columns: i32, c: i32, rows: i32, run: i32, down: i32, across: i32,
  kernel: usize, bias: usize, scale: usize, n8: i32, n: i32,
  least: i32, most: i32, zeroPoint: i32, y: usize, h: i32, w: i32, scratch: usize,
): void {
  const line = usize(columns) * c;
  const inner = rows * run;
  const m = scratch + usize(GROUP) * inner * 2;
  const low = f32x4.splat(<f32>least);
  const high = f32x4.splat(<f32>most);
  const bits = i32x4.splat(ROUNDING_BITS - zeroPoint);
  for (let i = 0; i < h; i++) {
    for (let from = 0; from < w; from += GROUP) {
      const count = min(GROUP, w - from);
      let to = scratch;
      for (let t = 0; t < count; t++) {
        let p = x + usize(i * down) * line + usize((from + t) * across) * c;
        for (let r = 0; r < rows; r++) {
          for (let b = 0; b < run; b += 8) {
            v128.store(to, v128.load8x8_u(p + b));
            to += 16;
          }
          p += line;
        }
      }
      product(scratch, kernel, m, count, inner, n8);
      let q = m;
      let at = y + usize(i * w + from) * n;
      for (let t = 0; t < count; t++) {
        for (let j = 0; j < n8; j++) {
          const value = bytesOf(v128.load(q), v128.load(q, 16), bias + (j << 5), scale + (j << 5), low, high, bits);
          v128.store64_lane(at + (j << 3), value, 0);
          q += 32;
        }
        at += n;
      }
    }
  }
}

/** Four bytes' part of a sum. */
@inline
function term(words: v128, ratio: v128, zeroPoint: v128): v128 {
  return f32x4.mul(f32x4.convert_i32x4_s(i32x4.sub(words, zeroPoint)), ratio);
}

/** y = a · ratioA + b · ratioB in bytes of y's own scale; `length` is a multiple of 8. */
export function add(
  a: usize, ratioA: f32, zeroA: i32, b: usize, ratioB: f32, zeroB: i32,
  least: i32, most: i32, zeroPoint: i32, y: usize, length: i32,
): void {
  const ra = f32x4.splat(ratioA), rb = f32x4.splat(ratioB);
  const za = i32x4.splat(zeroA), zb = i32x4.splat(zeroB);
  const low = f32x4.splat(<f32>least);
  const high = f32x4.splat(<f32>most);
  const bits = i32x4.splat(ROUNDING_BITS - zeroPoint);
  for (let i = 0; i < length; i += 8) {
    const wa = v128.load8x8_u(a + i), wb = v128.load8x8_u(b + i);
    const f0 = f32x4.add(term(i32x4.extend_low_i16x8_u(wa), ra, za), term(i32x4.extend_low_i16x8_u(wb), rb, zb));
    const f1 = f32x4.add(term(i32x4.extend_high_i16x8_u(wa), ra, za), term(i32x4.extend_high_i16x8_u(wb), rb, zb));
    const words = i16x8.narrow_i32x4_s(rounded(f0, low, high, bits), rounded(f1, low, high, bits));
    v128.store64_lane(y + i, i8x16.narrow_i16x8_u(words, words), 0);
  }
}

/** Each pixel of [h][w][c] becomes 2 × 2. */
export function double(x: usize, h: i32, w: i32, c: i32, y: usize): void {
  const line = usize(w) * c * 2;
  for (let i = 0; i < h; i++) {
    const from = y;
    for (let j = 0; j < w; j++) {
      for (let k = 0; k < c; k += 8) {
        const eight = load<u64>(x + k);
        store<u64>(y + k, eight);
        store<u64>(y + c + k, eight);
      }
      x += c;
      y += usize(c) << 1;
    }
    memory.copy(y, from, line);
    y += line;
  }
}

/** Where memory begins that is free. */
export function base(): usize {
  return __heap_base;
}
