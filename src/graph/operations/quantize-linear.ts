import { apply, type Operation, type Tensor } from '../tensor.js';
import type { Quantization } from './quantization.js';

const operation: Operation<Quantization> = {
  name: 'QuantizeLinear',
  type: 'uint8',
  shapes: ([x]) => [x!.shape],
  emit: (onnx, { inputs: [x], outputs: [y], attributes: { scale, zeroPoint } }) =>
    onnx.node('QuantizeLinear', [x!.name, onnx.scalar(scale), onnx.byte(zeroPoint)], {}, [y!.name]),
};

/** Bytes of float32: round(x / scale) + zero point, clipped to 0–255. Nothing flows back. */
export const quantizeLinear = (x: Tensor, quantization: Quantization): Tensor => apply(operation, [x], quantization);
