import { apply, type Operation, type Tensor } from '../tensor.js';

const operation: Operation = {
  name: 'FlipKernel',
  shapes: ([weight]) => {
    const [features, channels, height, width] = weight!.shape;
    return [[channels!, features!, height!, width!]];
  },
  emit: (onnx, { inputs: [weight], outputs: [y] }) => {
    const last = onnx.integers([-1, -1]);
    const beforeFirst = onnx.integers([-1e9, -1e9]);
    const axes = onnx.integers([2, 3]);
    const flipped = onnx.node('Slice', [weight!.name, last, beforeFirst, axes, onnx.integers([-1, -1])]);
    onnx.node('Transpose', [flipped], { perm: [1, 0, 2, 3] }, [y!.name]);
  },
  gradients: (_use, [dy]) => [flipKernel(dy!)],
};

/** A kernel [features, channels, k, k] turned by 180° with its channels exchanged: [channels, features, k, k]. */
export const flipKernel = (weight: Tensor): Tensor => apply(operation, [weight], {});
