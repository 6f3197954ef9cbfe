import { type Dimension, sameDimension, sameShape, scaleDimension } from '../dimension.js';
import { apply, type Operation, ShapeError, type Tensor } from '../tensor.js';

interface Attributes {
  /** Rows from one output to the next; every column has one. */
  readonly rowStride: 1 | 2;
  /** Columns of zeros on the right; one is on the left. */
  readonly right: 0 | 1;
}

const operation: Operation<Attributes> = {
  name: 'StripConvolution',
  shapes: (inputs, { rowStride, right }) => {
    const [x, weight, bias] = inputs;
    const [batch, channels, height, width] = x!.shape;
    const [features, kernelChannels, rows, columns] = weight!.shape;
    const fits =
      x!.shape.length === 4 &&
      weight!.shape.length === 4 &&
      rows === 3 &&
      columns === 2 + right &&
      sameDimension(channels!, kernelChannels!) &&
      sameShape(bias!.shape, [features!]);
    if (!fits)
      throw new ShapeError(
        'StripConvolution',
        inputs,
        `[batch, channels, height, width], [features, channels, 3, ${2 + right}] and [features]`,
      );
    return [[batch!, features!, outputRows(height!, rowStride), width!]];
  },
  emit: (onnx, { inputs, outputs: [y], attributes: { rowStride, right } }) => {
    const attributes = { kernel_shape: [3, 2 + right], strides: [rowStride, 1], pads: [1, 1, 1, right] };
    onnx.node(
      'Conv',
      inputs.map(({ name }) => name),
      attributes,
      [y!.name],
    );
  },
};

function outputRows(height: Dimension, stride: number): Dimension {
  return typeof height === 'number' ? Math.ceil(height / stride) : scaleDimension(height, 1 / stride);
}

/**
 * A convolution of 3 rows and 2 or 3 columns over pictures whose columns are joined in the channels, see `stripKernel`: as wide
 * as its input, with a column of zeros on the left, and one on the right where the kernel has 3. For inference only.
 *
 * @param x [batch, channels, height, width]
 * @param weight [features, channels, 3, 2 or 3]
 * @param bias [features]
 * @param rowStride 1 or 2
 * @returns [batch, features, height / rowStride, width]
 * @example
 * const graph = new Graph();
 * const [weight, bias] = [graph.input('weight', [32, 16, 3, 3]), graph.input('bias', [32])];
 * const y = stripConvolution(graph.input('x', [1, 16, 64, 32]), weight, bias, 2); // [1, 32, 32, 32]
 */
export function stripConvolution(x: Tensor, weight: Tensor, bias: Tensor, rowStride: 1 | 2): Tensor {
  return apply(operation, [x, weight, bias], { rowStride, right: weight.shape[3] === 3 ? 1 : 0 });
}
