import { apply, type Operation, type Tensor } from '../tensor.js';
import { add } from './add.js';
import { isPositive } from './is-positive.js';
import { multiply } from './multiply.js';

const operation: Operation<{ readonly slope: number }> = {
  name: 'LeakyRelu',
  shapes: ([x]) => [x!.shape],
  emit: (onnx, { inputs: [x], outputs: [y], attributes: { slope } }) =>
    onnx.node('LeakyRelu', [x!.name], { alpha: { float: slope } }, [y!.name]),
  gradients: ({ inputs: [x], attributes: { slope } }, [dy]) => [
    multiply(dy!, add(multiply(isPositive(x!), 1 - slope), slope)),
  ],
};

/**
 * y = x where x > 0, slope · x elsewhere.
 *
 * @example
 * const x = new Graph().input('x', [2, 3]);
 * const y = leakyRelu(x); // [2, 3]: a fifth of what is below 0
 */
export const leakyRelu = (x: Tensor, slope = 0.2): Tensor => apply(operation, [x], { slope });
