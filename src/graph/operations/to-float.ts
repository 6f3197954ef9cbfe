import { apply, type Operation, type Tensor } from '../tensor.js';

const operation: Operation = {
  name: 'Cast',
  type: 'float32',
  shapes: ([x]) => [x!.shape],
  emit: (onnx, { inputs: [x], outputs: [y] }) => onnx.cast(x!.name, 'float32', [y!.name]),
};

/** Bytes, integers or halves as float32; nothing flows back. */
export const toFloat = (x: Tensor): Tensor => apply(operation, [x], {});
