import { apply, type Operation, type Tensor } from '../tensor.js';

const storing: Operation = {
  name: 'ToHalf',
  type: 'float16',
  shapes: ([x]) => [x!.shape],
  emit: (onnx, { inputs: [x], outputs: [y] }) => onnx.cast(x!.name, 'float16', [y!.name]),
};

/**
 * float32 as numbers of 16 bits; beyond ±65,504 infinite. Nothing flows back.
 *
 * @example
 * const x = new Graph().input('x', [2, 3]);
 * const y = toFloat(toHalf(x)); // [2, 3], with 11 significant bits
 */
export const toHalf = (x: Tensor): Tensor => apply(storing, [x], {});

const rounding: Operation = {
  name: 'RoundToHalf',
  shapes: ([x]) => [x!.shape],
  emit: (onnx, { inputs: [x], outputs: [y] }) => onnx.cast(onnx.cast(x!.name, 'float16'), 'float32', [y!.name]),
};

/**
 * float32 that is what `toHalf` would hold. Nothing flows back.
 *
 * @example
 * const x = new Graph().input('x', [2, 3]);
 * const y = roundToHalf(x); // [2, 3], with 11 significant bits
 */
export const roundToHalf = (x: Tensor): Tensor => apply(rounding, [x], {});
