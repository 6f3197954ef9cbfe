import type { Image } from './image.js';

/** Lobes of the kernel on either side. */
const LOBES = 3;

/** Weights of the six pixels around a place a quarter of a pixel before a pixel's centre, from three before it on. */
const EARLIER = weightsAt(-0.25);
const LATER = [...EARLIER].reverse();

/**
 * The picture twice as large by Lanczos's kernel with three lobes (Duchon 1979); beyond the border its colour goes on. The
 * centres of pixels keep their places: pixel x of the result is centred on (x + ½) / 2.
 */
export function enlargeTwice({ width, height, data }: Image): Image {
  const wide = 2 * width;
  const across = neighbours(width, 3);
  const down = neighbours(height, 1);
  // Six rows at a time are kept twice as wide, by their number modulo seven.
  const rows = Array.from({ length: 7 }, () => new Float32Array(3 * wide));
  let made = -1;
  const result = new Uint8ClampedArray(4 * width * height * 3);
  for (let y = 0; y < 2 * height; y++) {
    const pixels = down[y]!;
    for (const last = pixels.places.at(-1)!; made < last; ) {
      made += 1;
      widen(data.subarray(3 * made * width, 3 * (made + 1) * width), across, rows[made % 7]!);
    }
    const to = 3 * wide * y;
    for (let at = 0; at < 3 * wide; at++) {
      let sum = 0;
      for (let tap = 0; tap < 6; tap++) sum += pixels.weights[tap]! * rows[pixels.places[tap]! % 7]![at]!;
      result[to + at] = sum;
    }
  }
  return { width: wide, height: 2 * height, data: new Uint8Array(result.buffer) };
}

interface Neighbours {
  readonly places: readonly number[];
  readonly weights: readonly number[];
}

/** Of each pixel of a line twice as long, six pixels of the line, in steps of `stride`, and their weights. */
function neighbours(length: number, stride: number): Neighbours[] {
  return Array.from({ length: 2 * length }, (_, i) => {
    const first = (i >> 1) - LOBES + (i % 2);
    const places = Array.from({ length: 6 }, (_, tap) => Math.min(Math.max(first + tap, 0), length - 1) * stride);
    return { places, weights: i % 2 === 0 ? EARLIER : LATER };
  });
}

function widen(row: Uint8Array, across: readonly Neighbours[], target: Float32Array): void {
  let to = 0;
  for (const { places, weights } of across) {
    for (let channel = 0; channel < 3; channel++) {
      let sum = 0;
      for (let tap = 0; tap < 6; tap++) sum += weights[tap]! * row[places[tap]! + channel]!;
      target[to++] = sum;
    }
  }
}

function weightsAt(offset: number): number[] {
  const sinc = (x: number) => Math.sin(Math.PI * x) / (Math.PI * x);
  const weights = Array.from({ length: 6 }, (_, tap) => {
    const distance = tap - LOBES - offset;
    return Math.abs(distance) < LOBES ? sinc(distance) * sinc(distance / LOBES) : 0;
  });
  const sum = weights.reduce((total, weight) => total + weight, 0);
  return weights.map((weight) => weight / sum);
}
