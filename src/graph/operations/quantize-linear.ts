import { apply, type Operation, type Tensor } from '../tensor.js';
import type { Quantization } from './quantization.js';

const operation: Operation<Quantization> = {
  name: 'QuantizeLinear',
  type: 'uint8',
  shapes: ([x]) => [x!.shape],
  emit: (onnx, { inputs: [x], outputs: [y], attributes: { scale, zeroPoint } }) =>
    onnx.node('QuantizeLinear', [x!.name, onnx.scalar(scale), onnx.byte(zeroPoint)], {}, [y!.name]),
};

/**
 * Bytes of float32: round(x / scale) + zero point, clipped to 0–255. Nothing flows back.
 *
 * @example
 * const x = new Graph().input('x', [1, 8, 32, 32]);
 * const bytes = quantizeLinear(x, { scale: 0.02, zeroPoint: 128 }); // [1, 8, 32, 32], −2.56 … 2.54 as 0 … 255
 */
export const quantizeLinear = (x: Tensor, quantization: Quantization): Tensor => apply(operation, [x], quantization);
