import { topologicalOrder } from './compile.js';
import { elementCount } from './dimension.js';
import type { Application, Tensor } from './tensor.js';

/**
 * Multiplications with addition that the convolutions and matrix products behind some tensors take; everything else in a
 * network is small beside them. Half of what is counted as floating point operations.
 *
 * @throws RangeError where a length is symbolic
 * @example
 * const graph = new Graph();
 * const x = graph.input('x', [1, 3, 64, 64]);
 * multiplyAdds([convolution(x, graph.input('weight', [16, 3, 3, 3]))]); // 16 · 3 · 3 · 3 · 64 · 64
 */
export function multiplyAdds(outputs: readonly Tensor[]): number {
  return topologicalOrder(outputs).reduce((sum, use) => sum + costOf(use), 0);
}

function costOf({ operation, inputs, outputs }: Application<unknown>): number {
  const [first, second] = inputs;
  const [output] = outputs;
  switch (operation.name) {
    case 'Convolution':
      return elementCount(output!.shape) * elementCount(second!.shape.slice(1));
    case 'TransposedConvolution':
      return elementCount(first!.shape) * elementCount(second!.shape.slice(1));
    case 'ConvolutionWeightGradient':
      return elementCount(second!.shape) * elementCount(output!.shape.slice(1));
    case 'BatchedProduct':
      return elementCount(first!.shape) * elementCount(second!.shape.slice(2));
    case 'MatrixProduct':
      // rows · columns · inner, whichever of the two is taken transposed
      return Math.sqrt(elementCount(output!.shape) * elementCount(first!.shape) * elementCount(second!.shape));
    default:
      return 0;
  }
}
