import { type Quantization, type Tensor, topologicalOrder } from '../graph/index.js';

/** Memory of bytes, channels last, by its number; views of it may have columns joined in more channels. */
export interface View {
  readonly buffer: number;
  readonly channels: number;
}

/** A convolution of bytes: its numbers and how it goes over the picture. */
export interface ByteKernel {
  /** [features, channels, rows, columns] */
  readonly weight: Int8Array;
  readonly bias: Int32Array;
  /** Of the weights, by feature. */
  readonly scales: Float32Array;
  readonly features: number;
  readonly channels: number;
  readonly rows: number;
  readonly columns: number;
  /** Strides. */
  readonly down: number;
  readonly across: number;
  readonly input: Quantization;
  readonly output: Quantization;
}

/** What is computed one after the other. `isCut`: negative numbers become 0. */
export type Step =
  | {
      readonly kind: 'convolution';
      readonly from: View;
      readonly to: View;
      readonly kernel: ByteKernel;
      readonly isCut: boolean;
    }
  | {
      readonly kind: 'sum';
      readonly from: readonly [View, View];
      readonly inputs: readonly [Quantization, Quantization];
      readonly to: View;
      readonly output: Quantization;
      readonly isCut: boolean;
    }
  | { readonly kind: 'double'; readonly from: View; readonly to: View };

/** A network of bytes. Buffer 0 is its input. */
export interface Plan {
  /** Channels of the input. */
  readonly channels: number;
  readonly steps: readonly Step[];
  readonly outputs: ReadonlyMap<string, View>;
}

/** What a tensor of the graph stands for. */
type Meaning =
  | { readonly kind: 'bytes'; readonly view: View }
  | { readonly kind: 'numbers'; readonly view: View; readonly quantization: Quantization }
  | { readonly kind: 'constant'; readonly tensor: Tensor; readonly scales: Float32Array }
  | { readonly kind: 'pending'; readonly step: Pending; readonly isCut: boolean };

type Numbers = Extract<Meaning, { kind: 'numbers' }>;
type Pending =
  | { readonly kind: 'convolution'; readonly x: Numbers; readonly kernel: Omit<ByteKernel, 'output'> }
  | { readonly kind: 'sum'; readonly a: Numbers; readonly b: Numbers };

/**
 * Reads a graph of bytes, as `Int8Layers` makes them: what lies between QuantizeLinear and DequantizeLinear is one step each.
 *
 * @param outputs bytes, [1, height, width, channels], by their names
 * @throws RangeError where the graph holds what has no step
 */
export function planOf(outputs: Readonly<Record<string, Tensor>>): Plan {
  const meanings = new Map<Tensor, Meaning>();
  const steps: Step[] = [];
  let buffers = 1;
  const fresh = (channels: number): View => ({ buffer: buffers++, channels });
  const inputs = new Map<Tensor, View>();
  const meaningOf = (tensor: Tensor): Meaning => {
    const known = meanings.get(tensor);
    if (known) return known;
    if (tensor.source || tensor.value) throw new RangeError(`${tensor} has no step in bytes`);
    const view = { buffer: 0, channels: tensor.shape[3] as number };
    inputs.set(tensor, view);
    if (inputs.size > 1 || tensor.type !== 'uint8') throw new RangeError(`${tensor}: expected one input, of bytes`);
    return remember(tensor, { kind: 'bytes', view });
  };
  const remember = (tensor: Tensor, meaning: Meaning): Meaning => {
    meanings.set(tensor, meaning);
    return meaning;
  };
  const take = <Kind extends Meaning['kind']>(tensor: Tensor, kind: Kind): Extract<Meaning, { kind: Kind }> => {
    const meaning = meaningOf(tensor);
    if (meaning.kind !== kind) throw new RangeError(`${tensor}: expected ${kind}, not ${meaning.kind}`);
    // Its kind has just been compared.
    return meaning as Extract<Meaning, { kind: Kind }>;
  };

  for (const { operation, inputs: from, outputs: made, attributes } of topologicalOrder(Object.values(outputs))) {
    const [x, second, third] = from as [Tensor, Tensor, Tensor];
    const y = made[0]!;
    switch (operation.name) {
      // Channels lie last in memory, whatever the graph calls them.
      case 'Transpose':
        remember(y, take(x, 'bytes'));
        break;
      case 'ViewChannels':
        remember(y, { kind: 'bytes', view: { ...take(x, 'bytes').view, channels: y.shape[3] as number } });
        break;
      case 'DoublePixels': {
        const { view } = take(x, 'bytes');
        const to = fresh(view.channels);
        steps.push({ kind: 'double', from: view, to });
        remember(y, { kind: 'bytes', view: to });
        break;
      }
      case 'DequantizeLinear':
        remember(y, { kind: 'numbers', view: take(x, 'bytes').view, quantization: attributes as Quantization });
        break;
      case 'DequantizePerFeature':
        remember(y, { kind: 'constant', tensor: x, scales: (attributes as { scales: Float32Array }).scales });
        break;
      case 'Convolution':
      case 'StripConvolution': {
        const numbers = take(x, 'numbers');
        const kernel = kernelOf(numbers, take(second, 'constant'), take(third, 'constant'), attributes);
        remember(y, { kind: 'pending', step: { kind: 'convolution', x: numbers, kernel }, isCut: false });
        break;
      }
      case 'Add':
        remember(y, {
          kind: 'pending',
          step: { kind: 'sum', a: take(x, 'numbers'), b: take(second, 'numbers') },
          isCut: false,
        });
        break;
      case 'Relu':
        remember(y, { ...take(x, 'pending'), isCut: true });
        break;
      case 'QuantizeLinear': {
        const { step, isCut } = take(x, 'pending');
        const output = attributes as Quantization;
        const to = fresh(step.kind === 'sum' ? step.a.view.channels : step.kernel.features);
        if (step.kind === 'sum') {
          const { a, b } = step;
          const quantizations = [a.quantization, b.quantization] as const;
          steps.push({ kind: 'sum', from: [a.view, b.view], inputs: quantizations, to, output, isCut });
        } else {
          steps.push({ kind: 'convolution', from: step.x.view, to, kernel: { ...step.kernel, output }, isCut });
        }
        remember(y, { kind: 'bytes', view: to });
        break;
      }
      default:
        throw new RangeError(`${y}: ${operation.name} has no step in bytes`);
    }
  }
  const named = Object.entries(outputs).map(([name, tensor]) => [name, take(tensor, 'bytes').view] as const);
  return { channels: [...inputs.values()][0]!.channels, steps, outputs: new Map(named) };
}

/** Bytes that the kernels read at once. */
export const LANES = 8;

/**
 * Whether there is a kernel for each step of a graph: other architectures of one's own may have channels that are no multiple of eight.
 *
 * @param outputs as for `planOf`
 */
export function hasKernels(outputs: Readonly<Record<string, Tensor>>): boolean {
  try {
    return planOf(outputs).steps.every((step) => {
      const run = step.kind === 'convolution' ? step.kernel.columns * step.kernel.channels : step.to.channels;
      return run % LANES === 0;
    });
  } catch (error) {
    if (error instanceof RangeError) return false;
    throw error;
  }
}

/** Strides are those of a convolution's attributes or of a strip's. */
function kernelOf(
  { quantization }: Numbers,
  weight: Extract<Meaning, { kind: 'constant' }>,
  bias: Extract<Meaning, { kind: 'constant' }>,
  attributes: unknown,
): Omit<ByteKernel, 'output'> {
  const [features, channels, rows, columns] = weight.tensor.shape as [number, number, number, number];
  const { stride, rowStride } = attributes as { stride?: number; rowStride?: number };
  const [weights, biases] = [weight.tensor.value, bias.tensor.value];
  if (!(weights instanceof Int8Array && biases instanceof Int32Array)) {
    throw new RangeError(`${weight.tensor} and ${bias.tensor}: expected constants of 8 and 32 bits`);
  }
  return {
    ...{ weight: weights, bias: biases, scales: weight.scales, features, channels, rows, columns },
    ...{ down: stride ?? rowStride ?? 1, across: stride ?? 1, input: quantization },
  };
}
