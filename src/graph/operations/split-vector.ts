import { elementCount, type Shape, staticShape } from '../dimension.js';
import type { OnnxEmitter } from '../onnx.js';
import { type Operation, ShapeError, type Tensor } from '../tensor.js';

const operation: Operation<{ readonly parts: readonly Shape[] }> = {
  name: 'SplitVector',
  shapes: ([vector], { parts }) => {
    const count = parts.reduce((sum, shape) => sum + elementCount(shape), 0);
    if (vector!.shape.length !== 1 || vector!.shape[0] !== count) {
      throw new ShapeError('SplitVector', [vector!], `a vector of ${count} elements`);
    }
    return parts;
  },
  emit: (onnx, { inputs: [vector], outputs, attributes: { parts } }) => {
    const flat = outputs.map(({ name }) => `${name}.flat`);
    const lengths = parts.map(elementCount);
    // A shader has no storage buffers for hundreds of outputs.
    if (onnx.target === 'webgpu') sliceVector(onnx, vector!.name, lengths, flat);
    else onnx.node('Split', [vector!.name, onnx.integers(lengths)], { axis: 0 }, flat);
    outputs.forEach(({ name }, index) => {
      onnx.node('Reshape', [flat[index]!, onnx.integers(staticShape(parts[index]!))], {}, [name]);
    });
  },
};

function sliceVector(onnx: OnnxEmitter, vector: string, lengths: readonly number[], outputs: readonly string[]): void {
  let start = 0;
  lengths.forEach((length, index) => {
    const range = [start, start + length].map((position) => onnx.integers([position]));
    onnx.node('Slice', [vector, ...range, onnx.integers([0])], {}, [outputs[index]!]);
    start += length;
  });
}

/**
 * Cuts a vector into tensors of the given shapes, in order. Nothing flows back: differentiate to the parts.
 *
 * @example
 * const vector = new Graph().input('weights', [28]);
 * const [kernel, bias] = splitVector(vector, [[1, 3, 3, 3], [1]]); // [1, 3, 3, 3] and [1]
 */
export const splitVector = (vector: Tensor, parts: readonly Shape[]): readonly Tensor[] =>
  vector.graph.apply(operation, [vector], { parts });
