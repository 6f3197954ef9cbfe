/** The smallest step of a float16 (IEEE 754 binary16) below 2⁻¹⁴, where the exponent is 0. */
const SUBNORMAL_STEP = 2 ** -24;
const EXPONENT_BIAS = 15;
const LARGEST_EXPONENT = 31;

/** Little-endian float16 numbers as float32, which holds all of them exactly. */
export function decodeHalfPrecision(bytes: Uint8Array): Float32Array {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  return Float32Array.from({ length: bytes.byteLength / 2 }, (_, index) =>
    halfToNumber(view.getUint16(2 * index, true)),
  );
}

/** 1 bit of sign, 5 of exponent, 10 of fraction. */
function halfToNumber(bits: number): number {
  const sign = bits >> 15 ? -1 : 1;
  const exponent = (bits >> 10) & 31;
  const fraction = bits & 1023;
  if (exponent === LARGEST_EXPONENT) return fraction ? Number.NaN : sign * Number.POSITIVE_INFINITY;
  if (exponent === 0) return sign * fraction * SUBNORMAL_STEP;
  return sign * (1 + fraction / 1024) * 2 ** (exponent - EXPONENT_BIAS);
}
