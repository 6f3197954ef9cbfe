import { apply, type Operation, type Tensor } from '../tensor.js';

const operation: Operation = {
  name: 'Cast',
  type: 'float32',
  shapes: ([x]) => [x!.shape],
  emit: (onnx, { inputs: [x], outputs: [y] }) => onnx.cast(x!.name, 'float32', [y!.name]),
};

/**
 * Bytes, integers or halves as float32; nothing flows back.
 *
 * @example
 * const bytes = new Graph().input('photo', [480, 640, 3], 'uint8');
 * const y = toFloat(bytes); // [480, 640, 3], 0 … 255
 */
export const toFloat = (x: Tensor): Tensor => apply(operation, [x], {});
