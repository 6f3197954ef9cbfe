import { compile, Graph, type Quantization, SymbolicDimension, type Tensor, transpose } from '../graph/index.js';
import { Int8Layers } from './int8-layers.js';
import type { Weights } from './parameters.js';
import { architectureOf } from './proposal-architecture.js';
import { proposalNetwork } from './proposal-network.js';
import type { KernelBits, Ranges } from './quantize-kernel.js';

/** What the bytes of a stride's answer stand for. */
export interface AnswerCode extends Quantization {
  /** A byte of a box is worth as much more than one of a score. */
  readonly boxFactor: number;
}

export interface Int8ProposalGraph {
  /** By their names. */
  readonly outputs: Readonly<Record<string, Tensor>>;
  /** By stride. */
  readonly codes: ReadonlyMap<number, AnswerCode>;
}

/**
 * The trained proposal network in 8 bits, to be compiled, or run by `ByteNetwork`.
 *
 * Input `image`: uint8 [1, height, width, 3], RGB, sides multiples of 32. Outputs for each stride: `answer_4` …, uint8
 * [1, height / 4, width / 4, 5]: a cell's score before the sigmoid, and its box as `decodeBox` reads it.
 *
 * @throws RangeError where weights or ranges are of another network
 */
export function int8ProposalGraph(weights: Weights, ranges: Ranges, bits: KernelBits): Int8ProposalGraph {
  const graph = new Graph();
  const image = graph.input('image', [1, new SymbolicDimension('height'), new SymbolicDimension('width'), 3], 'uint8');
  const layers = new Int8Layers(graph, weights, ranges, bits);
  const answers = proposalNetwork(layers, image, architectureOf(weights)).map(({ stride }) => {
    return { stride, ...layers.joinedHeads.get(`branch${stride}`)! };
  });
  const outputs = answers.map(({ stride, bytes }) => [`answer_${stride}`, transpose(bytes, [0, 2, 3, 1])] as const);
  const codes = answers.map(({ stride, quantization, factors }) => {
    return [stride, { ...quantization, boxFactor: factors[1]! }] as const;
  });
  return { outputs: Object.fromEntries(outputs), codes: new Map(codes) };
}

/**
 * The same as an ONNX model.
 *
 * @throws RangeError where weights or ranges are of another network
 */
export function int8ProposalModel(
  weights: Weights,
  ranges: Ranges,
  bits: KernelBits,
): { readonly model: Uint8Array; readonly codes: Int8ProposalGraph['codes'] } {
  const { outputs, codes } = int8ProposalGraph(weights, ranges, bits);
  return { model: compile(outputs), codes };
}
