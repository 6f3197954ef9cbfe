import type { Image } from '../../image/image.js';
import { REDACT_DEFAULTS } from '../../redact/defaults.js';

export type Hiding = 'solid' | 'mosaic' | 'blur';

/** Black, whatever was there. */
export function solid({ width, height }: Image): Image {
  return { width, height, data: new Uint8Array(width * height * 3) };
}

/** Squares of one colour, the mean of what was there, with a side of `strength` times the face's size √(width · height). */
export function mosaic({ width, height, data }: Image, faceSize: number, strength: number): Image {
  const cell = Math.max(2, strength * faceSize);
  const columns = Math.max(1, Math.round(width / cell));
  const rows = Math.max(1, Math.round(height / cell));
  const cellOf = (index: number) =>
    Math.floor((Math.floor(index / width) * rows) / height) * columns + Math.floor(((index % width) * columns) / width);
  const sums = new Float64Array(columns * rows * 3);
  const counts = new Float64Array(columns * rows);
  for (let index = 0; index < width * height; index += 1) {
    const at = cellOf(index);
    counts[at]! += 1;
    for (let channel = 0; channel < 3; channel += 1) sums[3 * at + channel]! += data[3 * index + channel]!;
  }
  const result = new Uint8Array(data.length);
  for (let index = 0; index < width * height; index += 1) {
    const at = cellOf(index);
    for (let channel = 0; channel < 3; channel += 1) {
      result[3 * index + channel] = Math.round(sums[3 * at + channel]! / counts[at]!);
    }
  }
  return { width, height, data: result };
}

/** Running means one after the other: three are a Gaussian to a few per cent, in a time that sigma does not lengthen. */
const PASSES = 3;

/** A blur with a sigma of `strength` times the face's size, which sees nothing beyond the rectangle. */
export function blur({ width, height, data }: Image, faceSize: number, strength: number): Image {
  const sigma = Math.max(1, strength * faceSize);
  // A mean over 2r + 1 pixels has a variance of r(r + 1)/3.
  const radius = Math.max(1, Math.round((Math.sqrt(1 + (12 * sigma ** 2) / PASSES) - 1) / 2));
  const result = new Uint8Array(data.length);
  let plane = new Float32Array(width * height);
  for (let channel = 0; channel < 3; channel += 1) {
    for (let index = 0; index < plane.length; index += 1) plane[index] = data[3 * index + channel]!;
    for (let pass = 0; pass < PASSES; pass += 1) {
      plane = runningMeans(plane, { length: width, stride: 1, lines: height, lineStride: width }, radius);
      plane = runningMeans(plane, { length: height, stride: width, lines: width, lineStride: 1 }, radius);
    }
    for (let index = 0; index < plane.length; index += 1) result[3 * index + channel] = Math.round(plane[index]!);
  }
  return { width, height, data: result };
}

/** Parallel lines of samples in a plane: rows, or columns. */
interface Lines {
  readonly length: number;
  readonly stride: number;
  readonly lines: number;
  readonly lineStride: number;
}

/** The mean of each sample and `radius` on either side; beyond its ends a line has its first and last sample. */
function runningMeans(plane: Float32Array, { length, stride, lines, lineStride }: Lines, radius: number) {
  const result = new Float32Array(plane.length);
  for (let line = 0; line < lines; line += 1) {
    const start = line * lineStride;
    const at = (index: number) => plane[start + stride * Math.min(Math.max(index, 0), length - 1)]!;
    let sum = 0;
    for (let index = -radius; index <= radius; index += 1) sum += at(index);
    for (let index = 0; index < length; index += 1) {
      result[start + stride * index] = sum / (2 * radius + 1);
      sum += at(index + radius + 1) - at(index - radius);
    }
  }
  return result;
}

/** What hides a face: `round` is how many checks still found it behind its mask, each of which doubles the strength. */
export function appearanceOf(hiding: Hiding, faceSize: number, round: number): (part: Image) => Image {
  const strength = REDACT_DEFAULTS.strength * 2 ** round;
  if (hiding === 'mosaic') return (part) => mosaic(part, faceSize, strength);
  if (hiding === 'blur') return (part) => blur(part, faceSize, strength);
  return solid;
}
