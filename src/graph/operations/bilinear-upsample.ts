import { scaleDimension } from '../dimension.js';
import { apply, type Operation, ShapeError, type Tensor } from '../tensor.js';

const operation: Operation<{ readonly factor: number }> = {
  name: 'BilinearUpsample',
  shapes: ([x], { factor }) => {
    if (x!.shape.length !== 4) throw new ShapeError('BilinearUpsample', [x!], '[batch, channels, height, width]');
    const [batch, channels, height, width] = x!.shape;
    return [[batch!, channels!, scaleDimension(height!, factor), scaleDimension(width!, factor)]];
  },
  emit: (onnx, { inputs: [x], outputs: [y], attributes: { factor } }) => {
    const attributes = { mode: 'linear', coordinate_transformation_mode: 'half_pixel' };
    onnx.node('Resize', [x!.name, '', onnx.vector([1, 1, factor, factor])], attributes, [y!.name]);
  },
};

/**
 * Enlarges [batch, channels, height, width] by a whole factor, bilinearly between the centres of pixels, the border's going on
 * beyond it. For inference only.
 *
 * @example
 * const x = new Graph().input('x', [1, 8, 32, 32]);
 * const y = bilinearUpsample(x, 2); // [1, 8, 64, 64]
 */
export const bilinearUpsample = (x: Tensor, factor: number): Tensor => apply(operation, [x], { factor });
