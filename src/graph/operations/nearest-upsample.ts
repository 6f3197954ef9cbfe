import { scaleDimension } from '../dimension.js';
import { apply, type Operation, ShapeError, type Tensor } from '../tensor.js';
import { averagePool } from './average-pool.js';
import { multiply } from './multiply.js';

const operation: Operation<{ readonly factor: number }> = {
  name: 'NearestUpsample',
  shapes: ([x], { factor }) => {
    if (x!.shape.length !== 4) throw new ShapeError('NearestUpsample', [x!], '[batch, channels, height, width]');
    const [batch, channels, height, width] = x!.shape;
    return [[batch!, channels!, scaleDimension(height!, factor), scaleDimension(width!, factor)]];
  },
  emit: (onnx, { inputs: [x], outputs: [y], attributes: { factor } }) => {
    const attributes = { mode: 'nearest', coordinate_transformation_mode: 'asymmetric', nearest_mode: 'floor' };
    onnx.node('Resize', [x!.name, '', onnx.vector([1, 1, factor, factor])], attributes, [y!.name]);
  },
  gradients: ({ attributes: { factor } }, [dy]) => [multiply(averagePool(dy!, factor), factor * factor)],
};

/**
 * Each pixel of [batch, channels, height, width] becomes a block of factor × factor.
 *
 * @example
 * const x = new Graph().input('x', [1, 8, 32, 32]);
 * const y = nearestUpsample(x, 2); // [1, 8, 64, 64]
 */
export const nearestUpsample = (x: Tensor, factor = 2): Tensor => apply(operation, [x], { factor });
