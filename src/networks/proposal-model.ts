import {
  compile,
  Graph,
  halfPrecision,
  SymbolicDimension,
  sigmoid,
  type Target,
  toFloat,
  transpose,
} from '../graph/index.js';
import { InferenceLayers } from './inference-layers.js';
import type { Weights } from './parameters.js';
import { architectureOf } from './proposal-architecture.js';
import { proposalNetwork } from './proposal-network.js';

/**
 * The trained proposal network as an ONNX model; its architecture is that of the weights.
 *
 * Input `image`: uint8 [1, height, width, 3], RGB, sides multiples of 32. Outputs for each stride: `score_4` …,
 * [1, 1, height / 4, width / 4], probabilities, and `box_4` …, [1, 4, height / 4, width / 4], as `decodeBox` reads them.
 *
 * @param fold fold batch normalisation into the convolutions
 * @param half compute in half precision, on this target
 * @throws RangeError where the weights are of another network
 */
export function proposalModel(
  weights: Weights,
  { fold = true, half }: { fold?: boolean; half?: Target | undefined } = {},
): Uint8Array {
  const graph = new Graph();
  const image = graph.input('image', [1, new SymbolicDimension('height'), new SymbolicDimension('width'), 3], 'uint8');
  const pixels = transpose(toFloat(image), [0, 3, 1, 2]);
  const branches = proposalNetwork(new InferenceLayers(graph, weights, fold), pixels, architectureOf(weights));
  const outputs = Object.fromEntries(
    branches.flatMap(({ stride, scores, boxes }) => [
      [`score_${stride}`, sigmoid(scores)],
      [`box_${stride}`, boxes],
    ]),
  );
  return compile(half ? halfPrecision(outputs, half) : outputs, half);
}
