import { apply, type Operation, type Tensor } from '../tensor.js';
import { BATCH_NORMALIZATION_EPSILON, normalizedShape } from './batch-normalization.js';

const operation: Operation = {
  name: 'FixedBatchNormalization',
  shapes: ([x, ...vectors]) => [normalizedShape('FixedBatchNormalization', x!, vectors)],
  emit: (onnx, { inputs, outputs: [y] }) =>
    onnx.node(
      'BatchNormalization',
      inputs.map(({ name }) => name),
      { epsilon: { float: BATCH_NORMALIZATION_EPSILON } },
      [y!.name],
    ),
};

/**
 * Batch normalisation for inference, by statistics that are given; all four vectors are [channels].
 *
 * @example
 * const graph = new Graph();
 * const x = graph.input('x', [4, 8, 16, 16]);
 * const vector = (name: string) => graph.input(name, [8]);
 * const y = fixedBatchNormalization(x, vector('scale'), vector('bias'), vector('mean'), vector('variance')); // [4, 8, 16, 16]
 */
export const fixedBatchNormalization = (
  x: Tensor,
  scale: Tensor,
  bias: Tensor,
  mean: Tensor,
  variance: Tensor,
): Tensor => apply(operation, [x, scale, bias, mean, variance], {});
