import { bicubicKernel } from '../../src/image/enlarge.js';

/**
 * Brings planes down as the data that super-resolution networks are usually trained on was: by the bicubic kernel widened
 * by the factor, so that every pixel counts, as MATLAB's `imresize` does. Beyond the border its colour goes on.
 *
 * @param planes `[channels, size, size]`, 0 to 255
 * @param factor of the sides, of which `size` is a multiple
 * @returns `[channels, size / factor, size / factor]`, clipped to 0 to 255
 */
export function shrinkBicubic(planes: Float32Array, size: number, factor: number): Float32Array {
  const small = size / factor;
  const taps = Array.from({ length: 4 * factor }, (_, tap) => tap - 2 * factor + 0.5);
  const weights = taps.map((offset) => bicubicKernel(Math.abs(offset) / factor));
  const sum = weights.reduce((total, weight) => total + weight, 0);
  /** The pixel of a line that lies `offset` from the middle of a small pixel. */
  const at = (to: number, offset: number) => Math.min(Math.max((to + 0.5) * factor + offset - 0.5, 0), size - 1);
  const mean = (to: number, value: (from: number) => number) =>
    taps.reduce((total, offset, tap) => total + weights[tap]! * value(at(to, offset)), 0) / sum;

  const channels = planes.length / size ** 2;
  const narrow = new Float32Array(channels * size * small);
  for (let row = 0; row < channels * size; row += 1) {
    for (let x = 0; x < small; x += 1) narrow[row * small + x] = mean(x, (from) => planes[row * size + from]!);
  }
  return Float32Array.from({ length: channels * small ** 2 }, (_, index) => {
    const [channel, y, x] = [Math.floor(index / small ** 2), Math.floor(index / small) % small, index % small];
    const value = mean(y, (from) => narrow[(channel * size + from) * small + x]!);
    return Math.min(Math.max(value, 0), 255);
  });
}
