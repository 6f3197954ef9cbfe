import { elementCount, formatShape, type Shape, sameDimension, sameShape } from '../dimension.js';
import { apply, type Operation, ShapeError, type Tensor } from '../tensor.js';

const operation: Operation<{ readonly shape: Shape }> = {
  name: 'Reshape',
  shapes: ([x], { shape }) => {
    if (!sameCount(x!.shape, shape)) {
      throw new ShapeError('Reshape', [x!], `as many elements as ${formatShape(shape)} has`);
    }
    return [shape];
  },
  emit: (onnx, { inputs: [x], outputs: [y], attributes: { shape } }) =>
    onnx.node('Reshape', [x!.name, onnx.integers(shape.map((side) => (typeof side === 'number' ? side : -1)))], {}, [
      y!.name,
    ]),
  gradients: ({ inputs: [x] }, [dy]) => [reshape(dy!, x!.shape)],
};

/** Whether shapes hold equally many elements. A batch known only when the graph runs must come first in both. */
function sameCount(a: Shape, b: Shape): boolean {
  const sameBatch = a[0] !== undefined && b[0] !== undefined && sameDimension(a[0], b[0]);
  const start = sameBatch ? 1 : 0;
  return elementCount(a.slice(start)) === elementCount(b.slice(start));
}

/**
 * The same elements in the same order under another shape.
 *
 * @example
 * const x = new Graph().input('x', [1, 8, 32, 32]);
 * const y = reshape(x, [8, 1024]); // [8, 1024]
 */
export function reshape(x: Tensor, shape: Shape): Tensor {
  return sameShape(x.shape, shape) ? x : apply(operation, [x], { shape });
}
