import { scaleDimension } from '../dimension.js';
import { apply, type Operation, ShapeError, type Tensor } from '../tensor.js';
import { spaceToDepth } from './space-to-depth.js';

const operation: Operation<{ readonly block: number }> = {
  name: 'DepthToSpace',
  shapes: ([x], { block }) => {
    const [batch, channels, height, width] = x!.shape;
    if (x!.shape.length !== 4 || typeof channels !== 'number' || channels % block ** 2 !== 0) {
      throw new ShapeError(
        'DepthToSpace',
        [x!],
        `[batch, channels, height, width] with a multiple of ${block ** 2} channels`,
      );
    }
    return [[batch!, channels / block ** 2, scaleDimension(height!, block), scaleDimension(width!, block)]];
  },
  emit: (onnx, { inputs: [x], outputs: [y], attributes: { block } }) =>
    onnx.node('DepthToSpace', [x!.name], { blocksize: block, mode: 'DCR' }, [y!.name]),
  gradients: ({ attributes: { block } }, [dy]) => [spaceToDepth(dy!, block)],
};

/**
 * Moves channels into space: [batch, channels · block², height, width] to [batch, channels, height · block, width · block].
 *
 * @example
 * const x = new Graph().input('x', [1, 8, 32, 32]);
 * const y = depthToSpace(x, 2); // [1, 2, 64, 64]
 */
export const depthToSpace = (x: Tensor, block = 2): Tensor => apply(operation, [x], { block });
