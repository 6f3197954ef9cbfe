import { add, depthToSpace, type Tensor } from '../graph/index.js';
import type { Layers } from './layers.js';

/** What names of its tensors begin with. */
export const AUXILIARY = 'auxiliary.';

/** Side of the squares of pixels that one place of the features stands for. */
const BLOCK = 4;

/**
 * Draws the region at high resolution from the discriminator's own features: a task beside the others, from which its first
 * layers learn what a photo of too few pixels shows. Only training asks for it; what it draws is thrown away in testing.
 *
 * @param features of the layers that are to learn it, at a quarter of the side, [batch, channels, side / 4, side / 4]
 * @param image that the discriminator sees, [batch, 3, side, side]: what is drawn is added to it, and begins as nothing
 * @returns [batch, 3, side, side]
 */
export function auxiliaryDrawing(layers: Layers, features: Tensor, image: Tensor): Tensor {
  const wide = { features: features.shape[1] as number };
  const x = layers.convolution(`${AUXILIARY}conv`, features, wide);
  const last = { features: 3 * BLOCK ** 2, normalize: false, activation: 'none', initial: { value: 0 } } as const;
  return add(image, depthToSpace(layers.convolution(`${AUXILIARY}image`, x, last), BLOCK));
}
