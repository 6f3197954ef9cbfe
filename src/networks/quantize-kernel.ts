import type { Quantization } from '../graph/index.js';
import type { Kernel } from './folding.js';

/** The least and the largest value that an activation is to keep, in float32; what lies beyond is clipped. */
export type Range = readonly [low: number, high: number];

/** Ranges of the activations of a network, by the names of its convolutions and sums. */
export type Ranges = Readonly<Record<string, Range>>;

const LEVELS = 255;

/** Keeps divisions finite where a range or a kernel is nothing but zeros. */
const LEAST_SCALE = 1e-12;

/** Which numbers the bytes of an activation stand for: 0 exactly, and the range from end to end. */
export function quantizationOf([low, high]: Range): Quantization {
  const [least, most] = [Math.min(low, 0), Math.max(high, 0)];
  const scale = Math.max((most - least) / LEVELS, LEAST_SCALE);
  return { scale, zeroPoint: Math.round(Math.abs(least) / scale) };
}

/** How large the whole numbers of kernels get: as large as 8 bits hold, or half of that, see `chooseKernelBits`. */
export type KernelBits = 7 | 8;

/** A kernel and a bias in whole numbers, with a scale for each feature. */
export interface QuantizedKernel {
  readonly shape: readonly number[];
  readonly weight: Int8Array;
  readonly weightScales: Float32Array;
  readonly bias: Int32Array;
  readonly biasScales: Float32Array;
}

/**
 * Rounds a kernel [features, …] to whole numbers, each feature by its own scale, and the bias to those that sums of
 * products are in.
 *
 * @param inputScale of the bytes that the kernel meets
 */
export function quantizeKernel({ shape, weight, bias }: Kernel, inputScale: number, bits: KernelBits): QuantizedKernel {
  const features = shape[0]!;
  const inner = weight.length / features;
  const most = 2 ** (bits - 1) - 1;
  const scales = Float32Array.from({ length: features }, (_, feature) => {
    let largest = 0;
    for (let i = feature * inner; i < (feature + 1) * inner; i++) largest = Math.max(largest, Math.abs(weight[i]!));
    // Rounded, what is no number would be 0, and nobody would see it.
    if (!Number.isFinite(largest) || !Number.isFinite(bias[feature]!))
      throw new RangeError('a kernel holds what is no number (NaN or infinite): the weights are damaged');
    // A bias must fit into 32 bits, whatever the kernel.
    return Math.max(largest / most, Math.abs(bias[feature]!) / inputScale / 2 ** 30, LEAST_SCALE);
  });
  // Plain loops: a page builds its networks while somebody waits.
  const numbers = new Int8Array(weight.length);
  for (let feature = 0, i = 0; feature < features; feature++) {
    const scale = scales[feature]!;
    for (let end = i + inner; i < end; i++) numbers[i] = Math.round(weight[i]! / scale);
  }
  const biasScales = scales.map((scale) => scale * inputScale);
  return {
    shape,
    weight: numbers,
    weightScales: scales,
    bias: Int32Array.from(bias, (value, feature) => Math.round(value / biasScales[feature]!)),
    biasScales,
  };
}
