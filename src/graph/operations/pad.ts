import { apply, type Operation, ShapeError, type Tensor } from '../tensor.js';
import { slice } from './slice.js';

interface Attributes {
  readonly axis: number;
  readonly before: number;
  readonly after: number;
}

const operation: Operation<Attributes> = {
  name: 'Pad',
  shapes: ([x], { axis, before, after }) => {
    const length = x!.shape[axis];
    if (typeof length !== 'number' || before < 0 || after < 0) {
      throw new ShapeError('Pad', [x!], `a known axis ${axis} and paddings ≥ 0, not ${before} and ${after}`);
    }
    return [x!.shape.map((all, position) => (position === axis ? before + length + after : all))];
  },
  emit: (onnx, { inputs: [x], outputs: [y], attributes: { axis, before, after } }) =>
    onnx.node('Pad', [x!.name, onnx.integers([before, after]), '', onnx.integers([axis])], {}, [y!.name]),
  gradients: ({ inputs: [x], attributes: { axis, before } }, [dy]) => [
    slice(dy!, axis, before, before + (x!.shape[axis] as number)),
  ],
};

/**
 * Zeros before and after along an axis.
 *
 * @example
 * const x = new Graph().input('x', [2, 3]);
 * const y = pad(x, 1, 1, 2); // [2, 6]: a column of zeros before, two behind
 */
export const pad = (x: Tensor, axis: number, before: number, after: number): Tensor =>
  apply(operation, [x], { axis, before, after });
