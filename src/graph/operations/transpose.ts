import { apply, type Operation, ShapeError, type Tensor } from '../tensor.js';

const operation: Operation<{ readonly order: readonly number[] }> = {
  name: 'Transpose',
  shapes: ([x], { order }) => {
    if ([...order].sort((a, b) => a - b).some((axis, index) => axis !== index) || order.length !== x!.shape.length) {
      throw new ShapeError('Transpose', [x!], `each axis once, not ${order}`);
    }
    return [order.map((axis) => x!.shape[axis]!)];
  },
  emit: (onnx, { inputs: [x], outputs: [y], attributes: { order } }) =>
    onnx.node('Transpose', [x!.name], { perm: order }, [y!.name]),
  gradients: ({ attributes: { order } }, [dy]) => [
    transpose(
      dy!,
      order.map((_, axis) => order.indexOf(axis)),
    ),
  ],
};

/**
 * Axis i of the result is axis order[i] of x.
 *
 * @example
 * const photo = new Graph().input('photo', [1, 480, 640, 3]);
 * const y = transpose(photo, [0, 3, 1, 2]); // [1, 3, 480, 640]
 */
export const transpose = (x: Tensor, order: readonly number[]): Tensor => apply(operation, [x], { order });
