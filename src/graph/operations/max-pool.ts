import { staticShape } from '../dimension.js';
import type { OnnxEmitter } from '../onnx.js';
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
    if (onnx.target === 'webgpu') return emitByPhases(onnx, kernel, x!, dy!, dx!);
    const attributes = { kernel_shape: [kernel, kernel], strides: [kernel, kernel] };
    const indices = onnx.fresh('indices');
    onnx.node('MaxPool', [x!.name], attributes, [onnx.fresh('maximum'), indices]);
    onnx.node('MaxUnpool', [dy!.name, indices, onnx.integers(staticShape(x!.shape))], attributes, [dx!.name]);
  },
};

/**
 * The same without the places of maxima, which WebGPU does not tell: of the kernel × kernel elements of a block, in the order
 * of rows, the first that equals the maximum gets the gradient.
 */
function emitByPhases(onnx: OnnxEmitter, kernel: number, x: Tensor, dy: Tensor, dx: Tensor): void {
  const channels = x.shape[1] as number;
  const maximum = onnx.node('MaxPool', [x.name], { kernel_shape: [kernel, kernel], strides: [kernel, kernel] });
  const phases = onnx.node('SpaceToDepth', [x.name], { blocksize: kernel });
  let free: string | undefined;
  const gradients = Array.from({ length: kernel ** 2 }, (_, phase) => {
    const range = [phase * channels, (phase + 1) * channels].map((position) => onnx.integers([position]));
    const elements = onnx.node('Slice', [phases, ...range, onnx.integers([1])]);
    const equal = onnx.cast(onnx.node('Equal', [elements, maximum]), x.type);
    const first = free === undefined ? equal : onnx.node('Mul', [equal, free]);
    free = free === undefined ? onnx.node('Sub', [onnx.scalar(1, x.type), first]) : onnx.node('Sub', [free, first]);
    return onnx.node('Mul', [first, dy.name]);
  });
  onnx.node('DepthToSpace', [onnx.node('Concat', gradients, { axis: 1 })], { blocksize: kernel }, [dx.name]);
}

/**
 * The maximum of each block of kernel × kernel pixels of [batch, channels, height, width].
 *
 * @example
 * const x = new Graph().input('x', [1, 8, 32, 32]);
 * const y = maxPool(x, 2); // [1, 8, 16, 16]
 */
export const maxPool = (x: Tensor, kernel = 2): Tensor => apply(operation, [x], { kernel });
