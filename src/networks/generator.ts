import { add, depthToSpace, nearestUpsample, spaceToDepth, type Tensor } from '../graph/index.js';
import type { Layers } from './layers.js';
import type { Initial } from './parameters.js';
import { residualBlock } from './residual-block.js';

export interface GeneratorSize {
  readonly upsample: {
    /** Channels at the low resolution. */
    readonly features: number;
    /** Residual blocks. */
    readonly blocks: number;
    /** Channels of the two transposed convolutions. */
    readonly upscaling: number;
  };
  /** Left out, the generator is its upsample sub-network alone: an ablation. */
  readonly refinement?: {
    readonly features: number;
    readonly blocks: number;
    /** Channels of the two convolutions before the last. */
    readonly wide: number;
    /** Side of the squares of pixels that become one place with more channels; 1 leaves the pixels as they are. */
    readonly block: 1 | 2 | 4;
  };
  /**
   * Both sub-networks draw what is to be added to what they are given, so that training does not begin with copying it;
   * off by default, as published.
   */
  readonly residual?: boolean;
  /**
   * It draws the photo's own pixels around a candidate, a window of 32 × 32 (see `image/window`); off by default: then it
   * draws the candidate's region, brought to 16 × 16.
   */
  readonly native?: boolean;
  /** Start of all kernels; He's by default. */
  readonly initial?: Initial;
}

const RGB = 3;

/** Both images that a generator draws, RGB, [batch, 3, 4 · height, 4 · width]. */
export interface Generated {
  /** G1's: about −1 to 1 because it is trained towards that, but not bounded. */
  readonly upsampled: Tensor;
  /** G2's, −1 to 1 (a residual generator's is not bounded); without refinement the same tensor as `upsampled`. */
  readonly refined: Tensor;
}

/**
 * The generator, G = G2 ∘ G1.
 *
 * @param pixels the low-resolution image, RGB, −1 to 1, [batch, 3, height, width]
 */
export function generator(layers: Layers, pixels: Tensor, size: GeneratorSize): Generated {
  const upsampled = upsample(layers, pixels, size);
  if (!size.refinement) return { upsampled, refined: upsampled };
  const refined = refine(layers, upsampled, size.refinement, start(size), lastStart(size));
  return { upsampled, refined: size.residual ? add(upsampled, refined) : refined };
}

/**
 * The upsample sub-network, G1: to four times the side. Its last convolution is linear: saturating here as well would
 * only dull what refinement gets to see.
 */
function upsample(layers: Layers, pixels: Tensor, size: GeneratorSize): Tensor {
  const { features, blocks, upscaling } = size.upsample;
  const initial = start(size);
  const wide = { ...initial, features: upscaling };
  let x = residualTrunk(layers, 'upsample', pixels, { ...initial, features }, blocks);
  x = layers.transposedConvolution('upsample.up1', x, wide);
  x = layers.transposedConvolution('upsample.up2', x, wide);
  const last = { ...lastStart(size), features: RGB, kernel: 1, normalize: false, activation: 'none' } as const;
  const image = layers.convolution('upsample.image', x, last);
  return size.residual ? add(image, nearestUpsample(pixels, 4)) : image;
}

/** The refinement sub-network, G2: sharpens what G1 blurs, at the high resolution. */
function refine(
  layers: Layers,
  image: Tensor,
  { features, blocks, wide, block }: NonNullable<GeneratorSize['refinement']>,
  initial: { initial?: Initial },
  lastInitial: { initial?: Initial },
): Tensor {
  let x = block === 1 ? image : spaceToDepth(image, block);
  x = residualTrunk(layers, 'refinement', x, { ...initial, features }, blocks);
  x = layers.convolution('refinement.wide1', x, { ...initial, features: wide });
  x = layers.convolution('refinement.wide2', x, { ...initial, features: wide });
  const last = { ...lastInitial, features: RGB * block ** 2, normalize: false, activation: 'tanh' } as const;
  x = layers.convolution('refinement.image', x, last);
  return block === 1 ? x : depthToSpace(x, block);
}

/** A convolution, residual blocks and another convolution. */
function residualTrunk(
  layers: Layers,
  name: string,
  image: Tensor,
  options: { readonly features: number; readonly initial?: Initial },
  blocks: number,
): Tensor {
  let x = layers.convolution(`${name}.conv1`, image, options);
  for (let block = 1; block <= blocks; block += 1) x = residualBlock(layers, `${name}.block${block}`, x, options);
  return layers.convolution(`${name}.conv2`, x, options);
}

function start({ initial }: GeneratorSize): { initial?: Initial } {
  return initial ? { initial } : {};
}

/** What is to be added starts as nothing. */
function lastStart(size: GeneratorSize): { initial?: Initial } {
  return size.residual ? { initial: { value: 0 } } : start(size);
}
