import { apply, type Operation, type Tensor } from '../tensor.js';
import { depthToSpace } from './depth-to-space.js';
import { pooledShape } from './pooled-shape.js';

const operation: Operation<{ readonly block: number }> = {
  name: 'SpaceToDepth',
  shapes: ([x], { block }) => {
    const [batch, channels, height, width] = pooledShape('SpaceToDepth', x!, block);
    return [[batch!, (channels as number) * block ** 2, height!, width!]];
  },
  emit: (onnx, { inputs: [x], outputs: [y], attributes: { block } }) =>
    onnx.node('SpaceToDepth', [x!.name], { blocksize: block }, [y!.name]),
  gradients: ({ attributes: { block } }, [dy]) => [depthToSpace(dy!, block)],
};

/**
 * Moves space into channels: [batch, channels, height, width] to [batch, channels · block², height / block, width / block].
 *
 * @example
 * const x = new Graph().input('x', [1, 8, 32, 32]);
 * const y = spaceToDepth(x, 2); // [1, 32, 16, 16]
 */
export const spaceToDepth = (x: Tensor, block = 2): Tensor => apply(operation, [x], { block });
