import { encodeMessage, type Schema } from './protobuf.js';
import type { Target } from './target.js';
import { type Constant, type ElementType, elementTypeOf } from './tensor.js';

/** ONNX operator set that farface's models use. */
const OPERATOR_SET = 20;
const IR_VERSION = 9;

/** TensorProto.DataType of the ONNX specification. */
export const DATA_TYPE: Record<ElementType, number> = {
  float32: 1,
  uint8: 2,
  int8: 3,
  int32: 6,
  int64: 7,
  float16: 10,
};

/** AttributeProto.AttributeType of the ONNX specification. */
const ATTRIBUTE_TYPE = { float: 1, int: 2, string: 3, ints: 7 };

/** The messages of ONNX's protocol buffers that a model here needs, with their field numbers. */
const schema: Schema = {
  Model: {
    irVersion: ['int64', 1],
    producerName: ['string', 2],
    graph: ['Graph', 7],
    opsetImport: ['OperatorSet', 8, true],
  },
  OperatorSet: { version: ['int64', 2] },
  Graph: {
    node: ['Node', 1, true],
    name: ['string', 2],
    initializer: ['Tensor', 5, true],
    input: ['ValueInfo', 11, true],
    output: ['ValueInfo', 12, true],
  },
  Node: {
    input: ['string', 1, true],
    output: ['string', 2, true],
    name: ['string', 3],
    opType: ['string', 4],
    attribute: ['Attribute', 5, true],
    domain: ['string', 7],
  },
  Attribute: {
    name: ['string', 1],
    f: ['float', 2],
    i: ['int64', 3],
    s: ['bytes', 4],
    ints: ['int64', 8, true],
    type: ['int32', 20],
  },
  Tensor: { dims: ['int64', 1, true], dataType: ['int32', 2], name: ['string', 8], rawData: ['bytes', 9] },
  ValueInfo: { name: ['string', 1], type: ['Type', 2] },
  Type: { tensorType: ['TensorType', 1] },
  TensorType: { elemType: ['int32', 1], shape: ['TensorShape', 2] },
  TensorShape: { dim: ['Dimension', 1, true] },
  Dimension: { dimValue: ['int64', 1], dimParam: ['string', 2] },
};

/** An attribute's value: whole numbers become ints, `{ float }` a float, text a string. */
export type OnnxAttribute = number | string | readonly number[] | { readonly float: number };

export interface OnnxValue {
  readonly name: string;
  readonly type: ElementType;
  /** A text is a length known only when the model runs. */
  readonly shape: readonly (number | string)[];
}

/** Collects the nodes and constants of one ONNX model. */
export class OnnxEmitter {
  readonly #nodes: object[] = [];
  readonly #initializers: object[] = [];
  readonly #integers = new Map<string, string>();
  readonly #floats: Float32Array[] = [];
  readonly #scratch: { readonly name: string; readonly length: number }[] = [];
  #count = 0;

  constructor(readonly target: Target = 'cpu') {}

  /** A node; its output's name is made up where none is given. Returns the first output's name. */
  node(
    opType: string,
    inputs: readonly string[],
    attributes: Readonly<Record<string, OnnxAttribute>> = {},
    outputs: readonly string[] = [this.fresh(opType)],
  ): string {
    this.#nodes.push({
      opType,
      name: outputs[0],
      input: inputs,
      output: outputs,
      attribute: Object.entries(attributes).map(([name, value]) => ({ name, ...encodeAttribute(value) })),
    });
    return outputs[0]!;
  }

  constant(name: string, value: Constant, shape: readonly number[]): string {
    if (value instanceof Float32Array) this.#floats.push(value);
    const rawData = new Uint8Array(value.buffer, value.byteOffset, value.byteLength);
    this.#initializers.push({ name, dims: shape, dataType: DATA_TYPE[elementTypeOf(value)], rawData });
    return name;
  }

  /** A constant vector of whole numbers (axes, shapes, offsets); the same one is stored once. */
  integers(values: readonly number[]): string {
    const key = values.join(',');
    let name = this.#integers.get(key);
    if (name === undefined) {
      name = this.constant(this.fresh('integers'), BigInt64Array.from(values, BigInt), [values.length]);
      this.#integers.set(key, name);
    }
    return name;
  }

  /** @param type of floating point */
  scalar(value: number, type: ElementType = 'float32'): string {
    const scalar = this.constant(this.fresh('scalar'), Float32Array.of(value), []);
    return type === 'float32' ? scalar : this.cast(scalar, type);
  }

  cast(value: string, type: ElementType, outputs?: readonly string[]): string {
    return this.node('Cast', [value], { to: DATA_TYPE[type] }, outputs);
  }

  byte(value: number): string {
    return this.constant(this.fresh('byte'), Uint8Array.of(value), []);
  }

  vector(values: readonly number[]): string {
    return this.constant(this.fresh('vector'), Float32Array.from(values), [values.length]);
  }

  /** A vector that a node may write over, and whose value its user must not care for. */
  scratch(length: number): string {
    const name = this.fresh('scratch');
    this.#scratch.push({ name, length });
    return name;
  }

  fresh(kind: string): string {
    this.#count += 1;
    return `${kind}.${this.#count}`;
  }

  /**
   * ONNX Runtime merges equal constants of few elements: what is written over must be unlike any other in its value. All of
   * them are known only when the model is whole.
   */
  #fillScratch(): void {
    const taken = new Set(this.#floats.map((values) => values[0]));
    let factor = 1;
    for (const { name, length } of this.#scratch.splice(0)) {
      while (taken.has(Math.fround(factor * SCRATCH_VALUE))) factor += 1;
      const value = Math.fround(factor * SCRATCH_VALUE);
      taken.add(value);
      this.constant(name, new Float32Array(length).fill(value), [length]);
    }
  }

  /** The model as the bytes of a .onnx file. */
  encode(inputs: readonly OnnxValue[], outputs: readonly OnnxValue[]): Uint8Array {
    this.#fillScratch();
    const model = {
      irVersion: IR_VERSION,
      producerName: 'farface',
      opsetImport: [{ version: OPERATOR_SET }],
      graph: {
        name: 'farface',
        node: this.#nodes,
        initializer: this.#initializers,
        input: inputs.map(encodeValue),
        output: outputs.map(encodeValue),
      },
    };
    return encodeMessage(schema, 'Model', model);
  }
}

/** Far below any weight or statistic, and not subnormal. */
const SCRATCH_VALUE = 1e-30;

function encodeAttribute(value: OnnxAttribute): object {
  if (typeof value === 'number') return { i: value, type: ATTRIBUTE_TYPE.int };
  if (typeof value === 'string') return { s: new TextEncoder().encode(value), type: ATTRIBUTE_TYPE.string };
  if ('float' in value) return { f: value.float, type: ATTRIBUTE_TYPE.float };
  return { ints: value, type: ATTRIBUTE_TYPE.ints };
}

function encodeValue({ name, type, shape }: OnnxValue): object {
  const dim = shape.map((length) => (typeof length === 'number' ? { dimValue: length } : { dimParam: length }));
  return { name, type: { tensorType: { elemType: DATA_TYPE[type], shape: { dim } } } };
}
