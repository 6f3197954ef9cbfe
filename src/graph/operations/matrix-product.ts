import { sameDimension } from '../dimension.js';
import { apply, type Operation, ShapeError, type Tensor } from '../tensor.js';

interface Attributes {
  readonly transposeA: boolean;
  readonly transposeB: boolean;
}

const operation: Operation<Attributes> = {
  name: 'MatrixProduct',
  shapes: ([a, b], { transposeA, transposeB }) => {
    const [rows, inner] = transposeA ? [a!.shape[1], a!.shape[0]] : [a!.shape[0], a!.shape[1]];
    const [innerB, columns] = transposeB ? [b!.shape[1], b!.shape[0]] : [b!.shape[0], b!.shape[1]];
    if (a!.shape.length !== 2 || b!.shape.length !== 2 || !sameDimension(inner!, innerB!)) {
      throw new ShapeError('MatrixProduct', [a!, b!], 'two matrices whose inner lengths are equal');
    }
    return [[rows!, columns!]];
  },
  emit: (onnx, { inputs: [a, b], outputs: [y], attributes: { transposeA, transposeB } }) =>
    onnx.node('Gemm', [a!.name, b!.name], { transA: Number(transposeA), transB: Number(transposeB) }, [y!.name]),
  gradients: ({ inputs: [a, b], attributes: { transposeA, transposeB } }, [dy]) => [
    transposeA ? matrixProduct(b!, dy!, transposeB, true) : matrixProduct(dy!, b!, false, !transposeB),
    transposeB ? matrixProduct(dy!, a!, true, transposeA) : matrixProduct(a!, dy!, !transposeA, false),
  ],
};

/**
 * The product of two matrices, either taken transposed: [rows, inner] · [inner, columns].
 *
 * @example
 * const graph = new Graph();
 * const [a, b] = [graph.input('a', [2, 3]), graph.input('b', [4, 3])];
 * const y = matrixProduct(a, b, false, true); // [2, 4]: a · bᵀ
 */
export const matrixProduct = (a: Tensor, b: Tensor, transposeA = false, transposeB = false): Tensor =>
  apply(operation, [a, b], { transposeA, transposeB });
