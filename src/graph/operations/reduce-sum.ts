import { apply, type Operation, ShapeError, type Tensor } from '../tensor.js';
import { broadcastTo } from './broadcast-to.js';
import { reshape } from './reshape.js';

const operation: Operation<{ readonly axes: readonly number[] }> = {
  name: 'ReduceSum',
  shapes: ([x], { axes }) => {
    if (axes.some((axis) => axis < 0 || axis >= x!.shape.length))
      throw new ShapeError('ReduceSum', [x!], `axes ${axes}`);
    return [x!.shape.filter((_, axis) => !axes.includes(axis))];
  },
  emit: (onnx, { inputs: [x], outputs: [y], attributes: { axes } }) =>
    onnx.node('ReduceSum', [x!.name, onnx.integers(axes)], { keepdims: 0 }, [y!.name]),
  gradients: ({ inputs: [x], attributes: { axes } }, [dy]) => {
    const kept = x!.shape.map((length, axis) => (axes.includes(axis) ? 1 : length));
    return [broadcastTo(reshape(dy!, kept), x!.shape)];
  },
};

/**
 * Sums over the axes (all of them where none are named) and drops them.
 *
 * @example
 * const x = new Graph().input('x', [1, 8, 32, 32]);
 * const y = reduceSum(x); // []: the sum of all
 */
export function reduceSum(x: Tensor, axes: readonly number[] = x.shape.map((_, axis) => axis)): Tensor {
  return axes.length === 0 ? x : apply(operation, [x], { axes });
}
