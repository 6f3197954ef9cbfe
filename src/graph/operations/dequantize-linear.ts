import { staticShape } from '../dimension.js';
import { apply, type Operation, ShapeError, type Tensor } from '../tensor.js';
import type { Quantization } from './quantization.js';

const operation: Operation<Quantization> = {
  name: 'DequantizeLinear',
  type: 'float32',
  shapes: ([x]) => {
    if (x!.type !== 'uint8') throw new ShapeError('DequantizeLinear', [x!], 'bytes');
    return [x!.shape];
  },
  emit: (onnx, { inputs: [x], outputs: [y], attributes: { scale, zeroPoint } }) =>
    onnx.node('DequantizeLinear', [x!.name, onnx.scalar(scale), onnx.byte(zeroPoint)], {}, [y!.name]),
};

/**
 * What bytes stand for, as float32. Nothing flows back.
 *
 * @example
 * const bytes = new Graph().input('x', [2, 3], 'uint8');
 * const y = dequantizeLinear(bytes, { scale: 0.02, zeroPoint: 128 }); // [2, 3], 0 … 255 as −2.56 … 2.54
 */
export const dequantizeLinear = (x: Tensor, quantization: Quantization): Tensor => apply(operation, [x], quantization);

const perFeature: Operation<{ readonly scales: Float32Array }> = {
  name: 'DequantizePerFeature',
  type: 'float32',
  shapes: ([x], { scales }) => {
    const integers = x!.type === 'int8' || x!.type === 'int32';
    if (!integers || x!.shape[0] !== scales.length)
      throw new ShapeError('DequantizePerFeature', [x!], 'signed integers, and a scale for each of the first axis');
    return [x!.shape];
  },
  emit: (onnx, { inputs: [x], outputs: [y], attributes: { scales } }) => {
    staticShape(x!.shape);
    onnx.node('DequantizeLinear', [x!.name, onnx.vector([...scales])], { axis: 0 }, [y!.name]);
  },
};

/**
 * Kernels and biases as float32: x times its feature's scale, the first axis. Nothing flows back.
 *
 * @example
 * const kernel = new Graph().constant(Int8Array.of(127, -127), [2, 1, 1, 1]);
 * const y = dequantizePerFeature(kernel, Float32Array.of(0.01, 0.02)); // [2, 1, 1, 1]: 1.27 and −2.54
 */
export const dequantizePerFeature = (x: Tensor, scales: Float32Array): Tensor => apply(perFeature, [x], { scales });
