import { type Dimension, scaleDimension } from '../dimension.js';
import { apply, type Operation, ShapeError, type Tensor } from '../tensor.js';

const operation: Operation<{ readonly channels: number }> = {
  name: 'ViewChannels',
  shapes: ([x], { channels }) => {
    const [batch, height, width, from] = x!.shape;
    const factor = (from as number) / channels;
    const columns: Dimension | undefined = width === undefined ? undefined : scaleDimension(width, factor);
    if (x!.shape.length !== 4 || columns === undefined || (typeof columns === 'number' && !Number.isInteger(columns)))
      throw new ShapeError('ViewChannels', [x!], `[batch, height, width, channels] whose rows hold whole ${channels}s`);
    return [[batch!, height!, columns, channels]];
  },
  emit: (onnx, { inputs: [x], outputs: [y], attributes: { channels } }) =>
    // 0 keeps a length, −1 is what is left.
    onnx.node('Reshape', [x!.name, onnx.integers([0, 0, -1, channels])], {}, [y!.name]),
};

/**
 * The same memory of [batch, height, width, channels], channels last, with neighbouring columns joined in more channels,
 * or parted into fewer: [batch, height, width · from / channels, channels]. For inference only.
 *
 * @example
 * const x = new Graph().input('x', [1, 64, 32, 8], 'uint8');
 * const y = viewChannels(x, 32); // [1, 64, 8, 32]: four columns in one
 */
export const viewChannels = (x: Tensor, channels: number): Tensor => apply(operation, [x], { channels });
