import { sameDimension } from '../dimension.js';
import { apply, type Operation, ShapeError, type Tensor } from '../tensor.js';
import { transpose } from './transpose.js';

const operation: Operation = {
  name: 'BatchedProduct',
  shapes: ([a, b]) => {
    const [batch, rows, inner] = a!.shape;
    const [batchB, innerB, columns] = b!.shape;
    const fits = a!.shape.length === 3 && b!.shape.length === 3;
    if (!fits || !sameDimension(batch!, batchB!) || !sameDimension(inner!, innerB!)) {
      throw new ShapeError('BatchedProduct', [a!, b!], 'equally many matrices whose inner lengths are equal');
    }
    return [[batch!, rows!, columns!]];
  },
  emit: (onnx, { inputs: [a, b], outputs: [y] }) => onnx.node('MatMul', [a!.name, b!.name], {}, [y!.name]),
  gradients: ({ inputs: [a, b] }, [dy]) => [
    batchedProduct(dy!, transpose(b!, [0, 2, 1])),
    batchedProduct(transpose(a!, [0, 2, 1]), dy!),
  ],
};

/**
 * The products of matrices, one by one: [batch, rows, inner] · [batch, inner, columns].
 *
 * @example
 * const graph = new Graph();
 * const [a, b] = [graph.input('a', [5, 2, 3]), graph.input('b', [5, 3, 4])];
 * const y = batchedProduct(a, b); // [5, 2, 4]
 */
export const batchedProduct = (a: Tensor, b: Tensor): Tensor => apply(operation, [a, b], {});
