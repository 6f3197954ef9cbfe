import sharp from 'sharp';
import type { Random } from '../random/random.js';

/** Blurs planes `[3, size, size]` in place with a Gaussian of `deviation` pixels. */
export function blur(planes: Float32Array, size: number, deviation: number): void {
  const radius = Math.ceil(3 * deviation);
  const kernel = Float32Array.from({ length: 2 * radius + 1 }, (_, i) =>
    Math.exp(-(((i - radius) / deviation) ** 2) / 2),
  );
  const sum = kernel.reduce((total, weight) => total + weight, 0);
  for (let i = 0; i < kernel.length; i++) kernel[i]! /= sum;
  const line = new Float32Array(size + 2 * radius);
  for (let start = 0; start < planes.length; start += size * size) {
    for (let i = 0; i < size; i++) {
      blurLine(planes, start + i * size, 1, kernel, line, size);
    }
    for (let i = 0; i < size; i++) {
      blurLine(planes, start + i, size, kernel, line, size);
    }
  }
}

/** Blurs `size` values that lie `step` apart; the first and last go on beyond the ends. */
function blurLine(
  values: Float32Array,
  start: number,
  step: number,
  kernel: Float32Array,
  line: Float32Array,
  size: number,
): void {
  const radius = (kernel.length - 1) / 2;
  for (let i = 0; i < line.length; i++) {
    line[i] = values[start + step * Math.min(Math.max(i - radius, 0), size - 1)]!;
  }
  for (let i = 0; i < size; i++) {
    let sum = 0;
    for (let tap = 0; tap < kernel.length; tap++) sum += kernel[tap]! * line[i + tap]!;
    values[start + step * i] = sum;
  }
}

/**
 * Adds noise of standard deviation `deviation` to every value. It is the sum of a random word's four bytes, which is
 * close to a Gaussian and cheap.
 */
export function addNoise(planes: Float32Array, deviation: number, random: Random): void {
  const MEAN = 4 * 127.5;
  const DEVIATION = Math.sqrt((4 * (256 ** 2 - 1)) / 12);
  const factor = deviation / DEVIATION;
  // xorshift32 (Marsaglia 2003), whose state must not be 0.
  let word = Math.floor(random() * 0xffffffff) + 1;
  for (let i = 0; i < planes.length; i++) {
    word ^= word << 13;
    word ^= word >>> 17;
    word ^= word << 5;
    const sum = (word & 255) + ((word >>> 8) & 255) + ((word >>> 16) & 255) + (word >>> 24);
    planes[i]! += factor * (sum - MEAN);
  }
}

/** Pixels `[3, size, size]` after a JPEG file of that quality. */
export async function throughJpeg(pixels: Uint8Array, size: number, quality: number): Promise<Uint8Array> {
  const plane = size * size;
  const interleaved = new Uint8Array(3 * plane);
  for (let i = 0; i < plane; i++) {
    for (let channel = 0; channel < 3; channel++) interleaved[3 * i + channel] = pixels[channel * plane + i]!;
  }
  const raw = { width: size, height: size, channels: 3 } as const;
  const file = await sharp(interleaved, { raw }).jpeg({ quality }).toBuffer();
  const decoded = await sharp(file).raw().toBuffer();
  const result = new Uint8Array(3 * plane);
  for (let i = 0; i < plane; i++) {
    for (let channel = 0; channel < 3; channel++) result[channel * plane + i] = decoded[3 * i + channel]!;
  }
  return result;
}
