import { apply, type Operation, type Tensor } from '../tensor.js';

const operation: Operation = {
  name: 'Cast',
  type: 'float32',
  shapes: ([x]) => [x!.shape],
  emit: (onnx, { inputs: [x], outputs: [y] }) => onnx.node('Cast', [x!.name], { to: 1 }, [y!.name]),
};

/** Bytes or integers as float32; nothing flows back. */
export const toFloat = (x: Tensor): Tensor => apply(operation, [x], {});
