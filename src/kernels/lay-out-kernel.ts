import { type ByteKernel, LANES } from './plan.js';

/** Numbers of a convolution as the WebAssembly kernels read them. */
export interface LaidOutKernel {
  readonly kind: 'winograd' | 'direct';
  readonly weight: Int16Array;
  /** With what the input's zero point adds to each sum. */
  readonly bias: Int32Array;
  /** By which sums are multiplied to be bytes of the output. */
  readonly scale: Float32Array;
  /** Features, in groups of eight, filled up with zeros. */
  readonly groups: number;
}

/** Winograd's G for F(2 × 2, 3 × 3), twice as large, so that it is of whole numbers. */
const G = [
  [2, 0, 0],
  [1, 1, 1],
  [1, -1, 1],
  [0, 0, 2],
] as const;

/** Lays a kernel out as the kind of convolution needs it that is quickest. */
export function layOutKernel(kernel: ByteKernel): LaidOutKernel {
  const { features, channels, rows, columns, down, across } = kernel;
  const isSquare = rows === 3 && columns === 3 && down === 1 && across === 1;
  const isWinograd = isSquare && channels % LANES === 0 && features % LANES === 0;
  const groups = Math.ceil(features / LANES);
  const fill = groups * LANES;
  const inner = kernel.weight.length / features;
  const bias = new Int32Array(fill);
  const scale = new Float32Array(fill);
  for (let feature = 0; feature < features; feature += 1) {
    let sum = 0;
    for (let i = feature * inner; i < (feature + 1) * inner; i += 1) sum += kernel.weight[i]!;
    bias[feature] = kernel.bias[feature]! - kernel.input.zeroPoint * sum;
    // In float32 after each step, as ONNX Runtime does it.
    const product = Math.fround(Math.fround(kernel.input.scale) * Math.fround(kernel.scales[feature]!));
    scale[feature] = product / Math.fround(kernel.output.scale);
  }
  const weight = isWinograd ? winogradKernel(kernel, groups) : directKernel(kernel, groups);
  return { kind: isWinograd ? 'winograd' : 'direct', weight, bias, scale, groups };
}

/** G g Gᵀ, four times as large: [16][groups][channels / 2][8][2]. */
function winogradKernel({ weight, features, channels }: ByteKernel, groups: number): Int16Array {
  const plane = groups * LANES * channels;
  const result = new Int16Array(16 * plane);
  for (let feature = 0; feature < features; feature += 1) {
    for (let channel = 0; channel < channels; channel += 1) {
      const from = (feature * channels + channel) * 9;
      const to = placeOf(feature, channel, channels);
      for (let i = 0; i < 4; i += 1) {
        for (let j = 0; j < 4; j += 1) {
          let sum = 0;
          for (let tap = 0; tap < 9; tap += 1)
            sum += G[i]![Math.floor(tap / 3)]! * G[j]![tap % 3]! * weight[from + tap]!;
          result[(4 * i + j) * plane + to] = sum;
        }
      }
    }
  }
  return result;
}

/** [groups][rows · columns · channels / 2][8][2] */
function directKernel({ weight, features, channels, rows, columns }: ByteKernel, groups: number): Int16Array {
  const inner = rows * columns * channels;
  const result = new Int16Array(groups * LANES * inner);
  for (let feature = 0; feature < features; feature += 1) {
    for (let channel = 0; channel < channels; channel += 1) {
      for (let tap = 0; tap < rows * columns; tap += 1) {
        const value = weight[(feature * channels + channel) * rows * columns + tap]!;
        result[placeOf(feature, tap * channels + channel, inner)] = value;
      }
    }
  }
  return result;
}

/** Where the k-th of a feature's `inner` factors lies: pairs of them beside those of the seven features next to it. */
function placeOf(feature: number, k: number, inner: number): number {
  return (feature >> 3) * LANES * inner + (k >> 1) * 2 * LANES + (feature & 7) * 2 + (k & 1);
}
