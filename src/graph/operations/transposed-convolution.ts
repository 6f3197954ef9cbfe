import { type Dimension, sameDimension, scaleDimension } from '../dimension.js';
import { apply, type Operation, ShapeError, type Tensor } from '../tensor.js';
import { convolution } from './convolution.js';
import { convolutionWeightGradient } from './convolution-weight-gradient.js';

interface Attributes {
  readonly stride: 1 | 2;
  readonly padding: number;
  /** Of height and width. */
  readonly outputPadding: readonly [number, number];
}

const operation: Operation<Attributes> = {
  name: 'TransposedConvolution',
  shapes: ([x, weight], { stride, padding, outputPadding }) => {
    const [batch, channels, height, width] = x!.shape;
    const [kernelChannels, features, kernel, kernelWidth] = weight!.shape;
    if (
      x!.shape.length !== 4 ||
      weight!.shape.length !== 4 ||
      kernel !== kernelWidth ||
      !sameDimension(channels!, kernelChannels!)
    ) {
      throw new ShapeError(
        'TransposedConvolution',
        [x!, weight!],
        '[batch, channels, height, width] and [channels, features, k, k]',
      );
    }
    const length = (input: Dimension, axis: 0 | 1): Dimension => {
      const grow = (kernel as number) - 2 * padding + outputPadding[axis] - stride;
      if (typeof input === 'number') return input * stride + grow;
      if (grow !== 0) throw new RangeError('a symbolic length needs an output of exactly stride times it');
      return scaleDimension(input, stride);
    };
    return [[batch!, features!, length(height!, 0), length(width!, 1)]];
  },
  emit: (onnx, { inputs: [x, weight], outputs: [y], attributes: { stride, padding, outputPadding } }) => {
    const kernel = weight!.shape[2] as number;
    const attributes = {
      kernel_shape: [kernel, kernel],
      strides: [stride, stride],
      pads: [padding, padding, padding, padding],
      output_padding: outputPadding,
    };
    onnx.node('ConvTranspose', [x!.name, weight!.name], attributes, [y!.name]);
  },
  gradients: ({ inputs: [x, weight], attributes: { stride, padding } }, [dy]) => [
    convolution(dy!, weight!, { stride, padding }),
    convolutionWeightGradient(dy!, x!, weight!.shape, { stride, padding }),
  ],
};

/**
 * Transposed ("de-") convolution: the gradient of a convolution to its input, as an operation of its own.
 *
 * @param x [batch, channels, height, width]
 * @param weight [channels, features, k, k]
 * @param options.stride 1 or 2 (default)
 * @param options.padding taken off each side; by default (k − 1) / 2
 * @param options.outputPadding added at the end of height and width; by default what makes the output stride times the input
 * @returns [batch, features, height · stride, width · stride] with the defaults
 * @example
 * const graph = new Graph();
 * const weight = graph.input('weight', [16, 3, 4, 4]);
 * const y = transposedConvolution(graph.input('x', [1, 16, 32, 32]), weight); // [1, 3, 64, 64]
 */
export function transposedConvolution(
  x: Tensor,
  weight: Tensor,
  options: {
    readonly stride?: 1 | 2;
    readonly padding?: number;
    readonly outputPadding?: readonly [height: number, width: number];
  } = {},
): Tensor {
  const kernel = weight.shape[2] as number;
  const { stride = 2, padding = Math.floor((kernel - 1) / 2) } = options;
  const whole = stride - kernel + 2 * padding;
  const { outputPadding = [whole, whole] } = options;
  return apply(operation, [x, weight], { stride, padding, outputPadding });
}
