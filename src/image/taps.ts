/** For each pixel of a side, the pixels of the picture that it is a weighted mean of. */
export interface Taps {
  readonly first: Int32Array;
  readonly count: Int32Array;
  /** `stride` weights a pixel, of which `count` are in use. */
  readonly weights: Float32Array;
  readonly stride: number;
  /** Pixels of the side that lie inside the picture, from the first (included) to the last (excluded). */
  readonly inside: readonly [start: number, end: number];
}

/**
 * The taps of a triangle that is as wide as two pixels of the picture where it is enlarged, of the result where it is shrunk.
 *
 * @param origin where the first pixel begins, in pixels of the picture
 * @param scale pixels of the result per pixel of the picture
 * @param size pixels of the result
 * @param limit pixels of the picture; what lies beyond has the colour of its border
 * @param flip mirrored
 */
export function taps(origin: number, scale: number, size: number, limit: number, flip: boolean): Taps {
  const radius = Math.max(1, 1 / scale);
  const stride = Math.ceil(2 * radius) + 1;
  const first = new Int32Array(size);
  const count = new Int32Array(size);
  const weights = new Float32Array(size * stride);
  let insideFrom = size;
  let insideTo = 0;
  for (let i = 0; i < size; i++) {
    const out = flip ? size - 1 - i : i;
    const centre = origin + (i + 0.5) / scale;
    if (centre >= 0 && centre < limit) {
      insideFrom = Math.min(insideFrom, out);
      insideTo = Math.max(insideTo, out + 1);
    }
    const nearest = Math.min(Math.max(centre, 0.5), limit - 0.5);
    // Pixels whose centre is nearer than the radius.
    const start = Math.max(0, Math.floor(nearest - radius + 0.5));
    const end = Math.min(limit, Math.ceil(nearest + radius - 0.5));
    let sum = 0;
    for (let tap = start; tap < end; tap++) {
      const weight = 1 - Math.abs(tap + 0.5 - nearest) / radius;
      weights[out * stride + tap - start] = weight;
      sum += weight;
    }
    for (let tap = 0; tap < end - start; tap++) weights[out * stride + tap]! /= sum;
    first[out] = start;
    count[out] = end - start;
  }
  return { first, count, weights, stride, inside: insideFrom < insideTo ? [insideFrom, insideTo] : [0, 0] };
}
