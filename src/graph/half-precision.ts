import { topologicalOrder } from './compile.js';
import { toFloat } from './operations/to-float.js';
import { roundToHalf, toHalf } from './operations/to-half.js';
import type { Target } from './target.js';
import { type Application, Graph, type Tensor } from './tensor.js';

/** Where the time goes: their inputs and what they give have 16 bits. */
const COMPUTED = new Set(['Convolution', 'TransposedConvolution']);

/** Sums over many pixels need 32 bits; what comes out of them need not be kept in as many. */
const STORED = new Set(['BatchNormalization']);

/** What moves numbers, compares them, or combines few of them: in 16 bits where all that they are given is. */
const FOLLOWING = new Set([
  ...['Add', 'Sub', 'Mul', 'Neg', 'Relu', 'LeakyRelu', 'IsPositive', 'MaxPool', 'MaxPoolGradient', 'AveragePool'],
  ...[
    'NearestUpsample',
    'Concat',
    'Slice',
    'Pad',
    'Reshape',
    'Transpose',
    'FlipKernel',
    'SpaceToDepth',
    'DepthToSpace',
  ],
  'Expand',
]);

/** The largest number of 16 bits, and the smallest that has all its digits. */
const [LARGEST, SMALLEST] = [65504, 2 ** -14];

/**
 * The same graph in half precision: convolutions, what feeds them and what they feed in numbers of 16 bits, which take half the
 * memory; sums over pixels or batches, losses, and whatever is put in or comes out in float32 as before. Differentiate first.
 *
 * @param target ONNX Runtime has no kernels for such numbers on a CPU: there everything stays float32, rounded to what 16 bits
 * hold wherever a GPU stores 16 bits. That is for tests, as it takes longer than float32.
 * @returns tensors of a graph of its own, by the same names
 * @example
 * const graph = new Graph();
 * const w = graph.input('w', [3]);
 * const loss = reduceSum(multiply(w, w));
 * const [gradient] = differentiate(loss, [w]);
 * const model = compile(halfPrecision({ loss, gradient: gradient! }, 'webgpu'), 'webgpu');
 */
export function halfPrecision(outputs: Readonly<Record<string, Tensor>>, target: Target): Record<string, Tensor> {
  const rewriting = new Rewriting(target);
  for (const use of topologicalOrder(Object.values(outputs))) rewriting.add(use);
  return Object.fromEntries(
    Object.entries(outputs).map(([name, tensor]) => [name, rewriting.inFloat(rewriting.copyOf(tensor))]),
  );
}

class Rewriting {
  readonly #graph = new Graph();
  readonly #copies = new Map<Tensor, Tensor>();
  /** What has 16 bits, or is rounded to them; and each tensor in the other precision, where that was asked for. */
  readonly #halves = new Set<Tensor>();
  readonly #halved = new Map<Tensor, Tensor>();
  readonly #floats = new Map<Tensor, Tensor>();

  constructor(private readonly target: Target) {}

  /** Applies the operation to the copies of what it was applied to. */
  add({ operation, inputs, outputs, attributes }: Application<unknown>): void {
    const copies = inputs.map((input) => this.copyOf(input));
    const half = COMPUTED.has(operation.name) || (FOLLOWING.has(operation.name) && this.#areHalves(copies));
    const given = copies.map((copy) => (half ? this.#inHalf(copy) : this.inFloat(copy)));
    const results = this.#graph.apply(operation, given, attributes);
    results.forEach((result, index) => {
      if (half && this.target === 'webgpu') this.#halves.add(result);
      const stored = half || (index === 0 && STORED.has(operation.name));
      this.#copies.set(outputs[index]!, stored ? this.#inHalf(result) : result);
    });
  }

  /** The tensor of the new graph that stands for one of the old. */
  copyOf(tensor: Tensor): Tensor {
    return remember(this.#copies, tensor, () =>
      tensor.value
        ? this.#graph.constant(tensor.value, tensor.shape)
        : this.#graph.input(tensor.name, tensor.shape, tensor.type),
    );
  }

  inFloat(x: Tensor): Tensor {
    return x.type === 'float16' ? remember(this.#floats, x, () => toFloat(x)) : x;
  }

  #inHalf(x: Tensor): Tensor {
    if (this.#halves.has(x)) return x;
    return remember(this.#halved, x, () => {
      const half = this.target === 'webgpu' ? toHalf(x) : roundToHalf(x);
      this.#halves.add(half);
      return half;
    });
  }

  /** Whether some have 16 bits, and the others are constants that fit into them. */
  #areHalves(tensors: readonly Tensor[]): boolean {
    const others = tensors.filter((tensor) => !this.#halves.has(tensor));
    return others.length < tensors.length && others.every(fitsHalf);
  }
}

function fitsHalf({ value }: Tensor): boolean {
  const fits = (number: number) => number === 0 || (Math.abs(number) >= SMALLEST && Math.abs(number) <= LARGEST);
  return value instanceof Float32Array && value.every(fits);
}

function remember<Key, Value>(known: Map<Key, Value>, key: Key, make: () => Value): Value {
  const before = known.get(key);
  if (before !== undefined) return before;
  const made = make();
  known.set(key, made);
  return made;
}
