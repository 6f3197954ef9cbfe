import { staticShape } from '../dimension.js';
import { apply, type Operation, type Tensor } from '../tensor.js';
import { pooledShape } from './pooled-shape.js';

const operation: Operation<{ readonly kernel: number }> = {
  name: 'MaxPool',
  shapes: ([x], { kernel }) => [pooledShape('MaxPool', x!, kernel)],
  emit: (onnx, { inputs: [x], outputs: [y], attributes: { kernel } }) =>
    onnx.node('MaxPool', [x!.name], { kernel_shape: [kernel, kernel], strides: [kernel, kernel] }, [y!.name]),
  gradients: ({ inputs: [x], attributes }, [dy]) => [apply(gradientOperation, [x!, dy!], attributes)],
};

/** Blocks do not overlap, so the gradient is the inverse pooling: each element goes where its maximum came from. */
const gradientOperation: Operation<{ readonly kernel: number }> = {
  name: 'MaxPoolGradient',
  shapes: ([x]) => [x!.shape],
  emit: (onnx, { inputs: [x, dy], outputs: [dx], attributes: { kernel } }) => {
    const attributes = { kernel_shape: [kernel, kernel], strides: [kernel, kernel] };
    const indices = onnx.fresh('indices');
    onnx.node('MaxPool', [x!.name], attributes, [onnx.fresh('maximum'), indices]);
    onnx.node('MaxUnpool', [dy!.name, indices, onnx.integers(staticShape(x!.shape))], attributes, [dx!.name]);
  },
};

/** The maximum of each block of kernel × kernel pixels of [batch, channels, height, width]. */
export const maxPool = (x: Tensor, kernel = 2): Tensor => apply(operation, [x], { kernel });
