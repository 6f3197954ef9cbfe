import { formatShape, type Shape, sameDimension, staticShape } from '../dimension.js';
import { apply, type Operation, ShapeError, type Tensor } from '../tensor.js';
import { sumToShape } from './broadcast.js';

const operation: Operation<{ readonly shape: Shape }> = {
  name: 'Expand',
  shapes: ([x], { shape }) => {
    const lead = shape.length - x!.shape.length;
    if (lead < 0 || x!.shape.some((length, axis) => length !== 1 && !sameDimension(length, shape[axis + lead]!))) {
      throw new ShapeError('Expand', [x!], `a shape that stretches to ${formatShape(shape)}`);
    }
    return [shape];
  },
  emit: (onnx, { inputs: [x], outputs: [y], attributes: { shape } }) =>
    onnx.node('Expand', [x!.name, onnx.integers(staticShape(shape))], {}, [y!.name]),
  gradients: ({ inputs: [x] }, [dy]) => [sumToShape(dy!, x!)],
};

/**
 * Repeats x along new leading axes and along axes of length 1.
 *
 * @example
 * const x = new Graph().input('x', [3, 1]);
 * const y = broadcastTo(x, [2, 3, 4]); // [2, 3, 4]
 */
export const broadcastTo = (x: Tensor, shape: Shape): Tensor => apply(operation, [x], { shape });
