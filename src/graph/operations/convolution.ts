import { type Dimension, sameDimension, sameShape, scaleDimension } from '../dimension.js';
import { apply, type Operation, ShapeError, type Tensor } from '../tensor.js';
import { convolutionWeightGradient } from './convolution-weight-gradient.js';
import { flipKernel } from './flip-kernel.js';
import { transposedConvolution } from './transposed-convolution.js';

export interface ConvolutionAttributes {
  /** 1 or 2, on both axes. */
  readonly stride: 1 | 2;
  /** Zeros on each of the four sides. */
  readonly padding: number;
}

const operation: Operation<ConvolutionAttributes> = {
  name: 'Convolution',
  shapes: (inputs, attributes) => {
    const [x, weight, bias] = inputs;
    const [batch, channels, height, width] = x!.shape;
    const [features, kernelChannels, kernel, kernelWidth] = weight!.shape;
    if (
      x!.shape.length !== 4 ||
      weight!.shape.length !== 4 ||
      kernel !== kernelWidth ||
      !sameDimension(channels!, kernelChannels!) ||
      (bias && !sameShape(bias.shape, [features!]))
    ) {
      throw new ShapeError(
        'Convolution',
        inputs,
        `[batch, channels, height, width] and [features, channels, k, k]${bias ? ' and [features]' : ''}`,
      );
    }
    if (!Number.isInteger(attributes.padding) || attributes.padding < 0) {
      throw new ShapeError('Convolution', inputs, `a whole padding of 0 or more, not ${attributes.padding}`);
    }
    const sides = [height!, width!].map((length) => outputLength(length, kernel as number, attributes));
    if (sides.some((length) => typeof length === 'number' && length < 1)) {
      throw new ShapeError(
        'Convolution',
        inputs,
        `sides that the kernel fits into with a padding of ${attributes.padding}`,
      );
    }
    return [[batch!, features!, ...sides]];
  },
  emit: (onnx, { inputs: [x, weight, ...bias], outputs: [y], attributes: { stride, padding } }) => {
    const kernel = weight!.shape[2] as number;
    const attributes = {
      kernel_shape: [kernel, kernel],
      strides: [stride, stride],
      pads: [padding, padding, padding, padding],
    };
    onnx.node('Conv', [x!.name, weight!.name, ...bias.map(({ name }) => name)], attributes, [y!.name]);
  },
  gradients: ({ inputs: [x, weight, bias], attributes }, [dy]) => {
    if (bias) throw new RangeError('Convolution: add the bias as an operation of its own where gradients are wanted');
    return [inputGradient(x!, weight!, dy!, attributes), convolutionWeightGradient(x!, dy!, weight!.shape, attributes)];
  },
};

/** Length of the output along one axis, as ONNX and PyTorch define it (rounding down). */
function outputLength(input: Dimension, kernel: number, { stride, padding }: ConvolutionAttributes): Dimension {
  if (typeof input === 'number') return Math.floor((input + 2 * padding - kernel) / stride) + 1;
  if (2 * padding !== kernel - 1) throw new RangeError('a symbolic length needs a padding of (kernel − 1) / 2');
  return scaleDimension(input, 1 / stride);
}

/**
 * Stride 1: a convolution with the kernel flipped and its channels exchanged, which ONNX Runtime computes twice as fast as
 * the transposed convolution that any stride, and a padding wider than the kernel, can use.
 */
function inputGradient(x: Tensor, weight: Tensor, dy: Tensor, { stride, padding }: ConvolutionAttributes): Tensor {
  const kernel = weight.shape[2] as number;
  if (stride === 1 && padding < kernel) return convolution(dy, flipKernel(weight), { padding: kernel - 1 - padding });
  // Rows at the end of x that no output sees: rounding down left them out.
  const unseen = (axis: number) => ((x.shape[axis] as number) + 2 * padding - kernel) % stride;
  return transposedConvolution(dy, weight, { stride, padding, outputPadding: [unseen(2), unseen(3)] });
}

/**
 * Two-dimensional cross-correlation.
 *
 * @param x [batch, channels, height, width]
 * @param weight [features, channels, k, k]
 * @param options.stride 1 (default) or 2
 * @param options.padding zeros on each side; (k − 1) / 2 by default, which keeps height / stride
 * @param options.bias [features], for inference only
 * @returns [batch, features, height', width']
 * @example
 * const graph = new Graph();
 * const weight = graph.input('weight', [16, 3, 3, 3]);
 * const y = convolution(graph.input('x', [1, 3, 64, 64]), weight, { stride: 2 }); // [1, 16, 32, 32]
 */
export function convolution(
  x: Tensor,
  weight: Tensor,
  options: { readonly stride?: 1 | 2; readonly padding?: number; readonly bias?: Tensor } = {},
): Tensor {
  const { stride = 1, padding = ((weight.shape[2] as number) - 1) / 2, bias } = options;
  return apply(operation, bias ? [x, weight, bias] : [x, weight], { stride, padding });
}
