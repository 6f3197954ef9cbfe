import { elementCount, formatShape, type Shape } from './dimension.js';
import type { OnnxEmitter } from './onnx.js';

export type ElementType = 'float32' | 'float16' | 'uint8' | 'int8' | 'int32' | 'int64';
export type Constant = Float32Array | BigInt64Array | Uint8Array | Int8Array | Int32Array;

/** The element type of a constant's values. */
export function elementTypeOf(value: Constant): ElementType {
  if (value instanceof Float32Array) return 'float32';
  if (value instanceof Uint8Array) return 'uint8';
  if (value instanceof Int8Array) return 'int8';
  return value instanceof Int32Array ? 'int32' : 'int64';
}

/** A value of a graph: known by its shape and element type, computed when the graph runs. */
export class Tensor {
  constructor(
    readonly graph: Graph,
    readonly name: string,
    readonly shape: Shape,
    readonly type: ElementType,
    /** What computes it; inputs and constants have none. */
    readonly source?: Application<unknown>,
    /** Its value, for a constant. */
    readonly value?: Constant,
  ) {}

  toString(): string {
    return `${this.name} ${formatShape(this.shape)}`;
  }
}

/** One use of an operation in a graph. */
export interface Application<Attributes> {
  readonly operation: Operation<Attributes>;
  readonly inputs: readonly Tensor[];
  readonly outputs: readonly Tensor[];
  readonly attributes: Attributes;
}

/** What a graph can compute: its ONNX nodes, shape rule and gradient together. */
export interface Operation<Attributes = Record<never, never>> {
  readonly name: string;
  /** The shape of each output. Throws a `ShapeError` where the inputs do not fit. */
  shapes(inputs: readonly Tensor[], attributes: Attributes): readonly Shape[];
  /** Writes the ONNX nodes that compute the outputs. */
  emit(onnx: OnnxEmitter, use: Application<Attributes>): void;
  /**
   * The gradient of the loss to each input, from its gradient to each output (undefined where the loss does not depend
   * on it). Left out where nothing flows back; undefined for inputs that get none.
   */
  gradients?(use: Application<Attributes>, outputs: readonly (Tensor | undefined)[]): readonly (Tensor | undefined)[];
  /** The element type of the outputs; that of the first input where it is left out. */
  readonly type?: ElementType;
}

/** Inputs that an operation cannot take, found when the graph is built. */
export class ShapeError extends Error {
  override readonly name = 'ShapeError';

  constructor(operation: string, inputs: readonly Tensor[], expected: string) {
    super(`${operation} of ${inputs.join(' and ')}: expected ${expected}`);
  }
}

/** Owns the tensors of one model. Tensors of different graphs do not mix. */
export class Graph {
  readonly inputs: Tensor[] = [];
  #count = 0;

  /** A value given at every run. */
  input(name: string, shape: Shape, type: ElementType = 'float32'): Tensor {
    if (this.inputs.some((input) => input.name === name))
      throw new RangeError(`the graph has an input ${name} already`);
    const tensor = new Tensor(this, name, shape, type);
    this.inputs.push(tensor);
    return tensor;
  }

  /** A value stored in the model. A plain number is a scalar, shape []. */
  constant(value: number | Constant, shape: Shape = []): Tensor {
    const data = typeof value === 'number' ? Float32Array.of(value) : value;
    if (elementCount(shape) !== data.length) {
      throw new RangeError(
        `a constant of shape ${formatShape(shape)} has ${elementCount(shape)} elements, not ${data.length}`,
      );
    }
    return new Tensor(this, this.#name('constant'), shape, elementTypeOf(data), undefined, data);
  }

  apply<Attributes>(
    operation: Operation<Attributes>,
    inputs: readonly Tensor[],
    attributes: Attributes,
  ): readonly Tensor[] {
    for (const input of inputs) {
      if (input.graph !== this) throw new RangeError(`${operation.name}: ${input} belongs to another graph`);
    }
    const shapes = operation.shapes(inputs, attributes);
    const outputs: Tensor[] = [];
    const use: Application<Attributes> = { operation, inputs, outputs, attributes };
    for (const shape of shapes) {
      // Attributes are only ever read by the operation that wrote them, so their type can be forgotten here.
      outputs.push(
        new Tensor(
          this,
          this.#name(operation.name),
          shape,
          operation.type ?? inputs[0]!.type,
          use as Application<unknown>,
        ),
      );
    }
    return outputs;
  }

  #name(kind: string): string {
    this.#count += 1;
    return `${kind}_${this.#count}`;
  }
}

/** Applies an operation that has one output. */
export function apply<Attributes>(
  operation: Operation<Attributes>,
  inputs: readonly Tensor[],
  attributes: Attributes,
): Tensor {
  return inputs[0]!.graph.apply(operation, inputs, attributes)[0]!;
}
