/** How pixels between the known ones are made up. */
export type Interpolation = 'bilinear' | 'bicubic';

/**
 * Enlarges planes by a whole factor; pixel centres keep their places, and beyond the border its colour goes on.
 *
 * Bicubic is Keys's convolution with a = −0.5 (Keys 1981, equation 15), as in MATLAB's and Pillow's `bicubic`.
 *
 * @param planes `[channels, size, size]`
 * @returns `[channels, factor · size, factor · size]`; bicubic may overshoot the range of the input
 */
export function enlarge(
  planes: Float32Array,
  size: number,
  factor: number,
  interpolation: Interpolation,
): Float32Array {
  const weights = interpolationWeights(size, factor, interpolation);
  const large = size * factor;
  const channels = planes.length / size ** 2;
  const result = new Float32Array(channels * large * large);
  const wide = new Float32Array(size * large);
  for (let channel = 0; channel < channels; channel += 1) {
    const plane = planes.subarray(channel * size * size, (channel + 1) * size * size);
    wide.fill(0);
    for (const { to, from, weight } of weights) {
      for (let row = 0; row < size; row += 1) wide[row * large + to]! += weight * plane[row * size + from]!;
    }
    const target = result.subarray(channel * large * large, (channel + 1) * large * large);
    for (const { to, from, weight } of weights) {
      for (let x = 0; x < large; x += 1) target[to * large + x]! += weight * wide[from * large + x]!;
    }
  }
  return result;
}

interface Tap {
  readonly to: number;
  readonly from: number;
  readonly weight: number;
}

/** Which input pixels a line's output pixels are made of. */
function interpolationWeights(size: number, factor: number, interpolation: Interpolation): Tap[] {
  const { radius, kernel } = KERNELS[interpolation];
  return Array.from({ length: size * factor }, (_, to) => {
    const centre = (to + 0.5) / factor - 0.5;
    const first = Math.floor(centre) - radius + 1;
    return Array.from({ length: 2 * radius }, (_, tap) => ({
      to,
      from: Math.min(Math.max(first + tap, 0), size - 1),
      weight: kernel(Math.abs(centre - first - tap)),
    }));
  }).flat();
}

/** Keys's kernel, a = −0.5, at a distance in pixels. */
export function bicubicKernel(distance: number): number {
  if (distance <= 1) return 1.5 * distance ** 3 - 2.5 * distance ** 2 + 1;
  return distance < 2 ? -0.5 * distance ** 3 + 2.5 * distance ** 2 - 4 * distance + 2 : 0;
}

const KERNELS = {
  bilinear: { radius: 1, kernel: (distance: number) => Math.max(0, 1 - distance) },
  bicubic: { radius: 2, kernel: bicubicKernel },
} as const;
