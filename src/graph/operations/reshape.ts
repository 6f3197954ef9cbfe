import { elementCount, formatShape, type Shape, sameShape, staticShape } from '../dimension.js';
import { apply, type Operation, ShapeError, type Tensor } from '../tensor.js';

const operation: Operation<{ readonly shape: Shape }> = {
  name: 'Reshape',
  shapes: ([x], { shape }) => {
    if (elementCount(x!.shape) !== elementCount(shape)) {
      throw new ShapeError('Reshape', [x!], `as many elements as ${formatShape(shape)} has`);
    }
    return [shape];
  },
  emit: (onnx, { inputs: [x], outputs: [y], attributes: { shape } }) =>
    onnx.node('Reshape', [x!.name, onnx.integers(staticShape(shape))], {}, [y!.name]),
  gradients: ({ inputs: [x] }, [dy]) => [reshape(dy!, x!.shape)],
};

/** The same elements in the same order under another shape. */
export function reshape(x: Tensor, shape: Shape): Tensor {
  return sameShape(x.shape, shape) ? x : apply(operation, [x], { shape });
}
