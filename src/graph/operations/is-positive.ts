import { apply, type Operation, type Tensor } from '../tensor.js';

const operation: Operation = {
  name: 'IsPositive',
  shapes: ([x]) => [x!.shape],
  emit: (onnx, { inputs: [x], outputs: [y] }) => {
    const greater = onnx.node('Greater', [x!.name, onnx.scalar(0, x!.type)]);
    onnx.cast(greater, y!.type, [y!.name]);
  },
};

/**
 * y = 1 where x > 0 and 0 elsewhere; nothing flows back.
 *
 * @example
 * const x = new Graph().input('x', [2, 3]);
 * const y = isPositive(x); // [2, 3]: 1 where x > 0, else 0
 */
export const isPositive = (x: Tensor): Tensor => apply(operation, [x], {});
