import { type Dimension, sameDimension } from '../dimension.js';
import { apply, type Operation, ShapeError, type Tensor } from '../tensor.js';
import { slice } from './slice.js';

const operation: Operation<{ readonly axis: number }> = {
  name: 'Concat',
  shapes: (inputs, { axis }) => {
    const first = inputs[0]!.shape;
    const fits = inputs.every(
      ({ shape }) =>
        shape.length === first.length &&
        shape.every((length, position) =>
          position === axis ? typeof length === 'number' : sameDimension(length, first[position]!),
        ),
    );
    if (!fits) throw new ShapeError('Concat', inputs, `equal shapes but for axis ${axis}`);
    return [first.map((length, position): Dimension => (position === axis ? total(inputs, axis) : length))];
  },
  emit: (onnx, { inputs, outputs: [y], attributes: { axis } }) =>
    onnx.node(
      'Concat',
      inputs.map(({ name }) => name),
      { axis },
      [y!.name],
    ),
  gradients: ({ inputs, attributes: { axis } }, [dy]) => {
    let start = 0;
    return inputs.map((input) => {
      const from = start;
      start += input.shape[axis] as number;
      return slice(dy!, axis, from, start);
    });
  },
};

function total(inputs: readonly Tensor[], axis: number): number {
  return inputs.reduce((sum, { shape }) => sum + (shape[axis] as number), 0);
}

/**
 * Joins tensors along an axis.
 *
 * @example
 * const graph = new Graph();
 * const [a, b] = [graph.input('a', [1, 3, 8, 8]), graph.input('b', [1, 5, 8, 8])];
 * const y = concatenate([a, b], 1); // [1, 8, 8, 8]
 */
export const concatenate = (inputs: readonly Tensor[], axis: number): Tensor => apply(operation, inputs, { axis });
