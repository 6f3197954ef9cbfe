import { elementCount, type Shape, staticShape } from '../graph/index.js';

/** A trained tensor, or a running statistic of batch normalisation. */
export interface WeightTensor {
  readonly shape: readonly number[];
  readonly data: Float32Array;
}

/** Tensors by names that PyTorch users would expect, such as `stem.conv1.weight` or `stem.conv1.norm.running_mean`. */
export type Weights = ReadonlyMap<string, WeightTensor>;

/** How a tensor starts: drawn from N(0, deviation²), or one value everywhere. */
export type Initial = { readonly deviation: number } | { readonly value: number };

/** A tensor that a network asks for. */
export interface Specification {
  readonly name: string;
  readonly shape: Shape;
  readonly initial: Initial;
  /** Convolution and fully connected kernels are subject to weight decay; biases and normalisation are not. */
  readonly decays: boolean;
}

/** All tensors of a network one after the other in one vector, which is how a training step holds them. */
export class Packing {
  readonly length: number;

  constructor(readonly specifications: readonly Specification[]) {
    this.length = specifications.reduce((sum, { shape }) => sum + elementCount(shape), 0);
  }

  get shapes(): Shape[] {
    return this.specifications.map(({ shape }) => shape);
  }

  /** Start values; `normal` draws from N(0, 1). */
  initialize(normal: () => number): Float32Array {
    const vector = new Float32Array(this.length);
    for (const { start, end, initial } of this.#ranges()) {
      if ('value' in initial) vector.fill(initial.value, start, end);
      else for (let index = start; index < end; index += 1) vector[index] = normal() * initial.deviation;
    }
    return vector;
  }

  /** 1 for elements that weight decay applies to, 0 for the others. */
  decayMask(): Float32Array {
    const mask = new Float32Array(this.length);
    for (const { start, end, decays } of this.#ranges()) if (decays) mask.fill(1, start, end);
    return mask;
  }

  /** The tensors as views of the vector. */
  unpack(vector: Float32Array): Map<string, WeightTensor> {
    return new Map(
      [...this.#ranges()].map(({ name, shape, start, end }) => [
        name,
        { shape: staticShape(shape), data: vector.subarray(start, end) },
      ]),
    );
  }

  /** The reverse of `unpack`. Throws where a tensor is missing or has another shape. */
  pack(weights: Weights): Float32Array {
    const vector = new Float32Array(this.length);
    for (const { name, shape, start } of this.#ranges())
      vector.set(requireTensor(weights, name, staticShape(shape)).data, start);
    return vector;
  }

  *#ranges(): Generator<Specification & { start: number; end: number }> {
    let start = 0;
    for (const specification of this.specifications) {
      const end = start + elementCount(specification.shape);
      yield { ...specification, start, end };
      start = end;
    }
  }
}

/** The tensors of one of several networks, `NETWORK.…`, by the names that its layers declare. */
export function weightsOf(weights: Weights, network: string): Weights {
  const prefix = `${network}.`;
  const own = [...weights].filter(([name]) => name.startsWith(prefix));
  return new Map(own.map(([name, tensor]) => [name.slice(prefix.length), tensor]));
}

/** The tensor of that name. Throws a RangeError where it is missing or has another shape. */
export function requireTensor(weights: Weights, name: string, shape: readonly number[]): WeightTensor {
  const tensor = weights.get(name);
  if (!tensor) throw new RangeError(`the weights have no tensor ${name}: they are of another network`);
  if (tensor.shape.join() !== shape.join()) {
    throw new RangeError(`${name} has the shape [${tensor.shape}], the network needs [${shape}]`);
  }
  return tensor;
}
