import { apply, type Operation, type Tensor } from '../tensor.js';
import { multiply } from './multiply.js';
import { nearestUpsample } from './nearest-upsample.js';
import { pooledShape } from './pooled-shape.js';

const operation: Operation<{ readonly kernel: number }> = {
  name: 'AveragePool',
  shapes: ([x], { kernel }) => [pooledShape('AveragePool', x!, kernel)],
  emit: (onnx, { inputs: [x], outputs: [y], attributes: { kernel } }) =>
    onnx.node('AveragePool', [x!.name], { kernel_shape: [kernel, kernel], strides: [kernel, kernel] }, [y!.name]),
  gradients: ({ attributes: { kernel } }, [dy]) => [multiply(nearestUpsample(dy!, kernel), 1 / (kernel * kernel))],
};

/**
 * The mean of each block of kernel × kernel pixels of [batch, channels, height, width].
 *
 * @example
 * const x = new Graph().input('x', [1, 8, 32, 32]);
 * const y = averagePool(x, 2); // [1, 8, 16, 16]
 */
export const averagePool = (x: Tensor, kernel = 2): Tensor => apply(operation, [x], { kernel });
