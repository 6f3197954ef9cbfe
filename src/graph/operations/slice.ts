import { apply, type Operation, ShapeError, type Tensor } from '../tensor.js';
import { pad } from './pad.js';

interface Attributes {
  readonly axis: number;
  readonly start: number;
  readonly end: number;
}

const operation: Operation<Attributes> = {
  name: 'Slice',
  shapes: ([x], { axis, start, end }) => {
    const length = x!.shape[axis];
    if (typeof length !== 'number' || start < 0 || end > length || start >= end) {
      throw new ShapeError('Slice', [x!], `a part within axis ${axis}, not ${start} to ${end}`);
    }
    return [x!.shape.map((all, position) => (position === axis ? end - start : all))];
  },
  emit: (onnx, { inputs: [x], outputs: [y], attributes: { axis, start, end } }) =>
    onnx.node('Slice', [x!.name, onnx.integers([start]), onnx.integers([end]), onnx.integers([axis])], {}, [y!.name]),
  gradients: ({ inputs: [x], attributes: { axis, start, end } }, [dy]) => [
    pad(dy!, axis, start, (x!.shape[axis] as number) - end),
  ],
};

/**
 * The elements from `start` up to, without, `end` along an axis.
 *
 * @example
 * const x = new Graph().input('x', [1, 8, 32, 32]);
 * const y = slice(x, 1, 0, 3); // [1, 3, 32, 32]: the first three channels
 */
export const slice = (x: Tensor, axis: number, start: number, end: number): Tensor =>
  apply(operation, [x], { axis, start, end });
