/**
 * Shrinks planes to the means of squares of `factor` × `factor` pixels: `[channels, size, size]` to
 * `[channels, size / factor, size / factor]`, the size a multiple of the factor.
 */
export function shrink(planes: Float32Array, size: number, factor: number): Float32Array {
  const small = size / factor;
  const result = new Float32Array(planes.length / factor ** 2);
  for (let index = 0; index < planes.length; index += 1) {
    const x = index % size;
    const row = Math.floor(index / size); // over all planes
    result[Math.floor(row / factor) * small + Math.floor(x / factor)]! += planes[index]! / factor ** 2;
  }
  return result;
}
