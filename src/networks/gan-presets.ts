import { DRAWING_SIDE, WINDOW_SIDE } from '../image/window.js';
import type { DiscriminatorSize } from './discriminator.js';
import type { GeneratorSize } from './generator.js';

/** Sides in pixels of what the generator takes and of what it draws. */
export const LOW_RESOLUTION = 16;
export const HIGH_RESOLUTION = 64;

/** What a generator takes and draws, and the discriminator sees of it. */
export interface DrawingSides {
  readonly low: number;
  readonly high: number;
}

/** The sides of what a generator takes and draws: the region, brought to 16 × 16, or the photo's pixels around a candidate. */
export function drawingSides({ native }: GeneratorSize): DrawingSides {
  return native ? { low: WINDOW_SIDE, high: DRAWING_SIDE } : { low: LOW_RESOLUTION, high: HIGH_RESOLUTION };
}

/** How large the networks of the second stage are. */
export interface GanPreset {
  readonly generator: GeneratorSize;
  readonly discriminator: DiscriminatorSize;
}

/**
 * `paper`: the published architecture to the layer; 0.81, 5.62 and 1.59 GMAC a region. Its D starts from ImageNet weights,
 * ours from He's.
 *
 * `lite`: the same networks with fewer channels, 0.24 GMAC a region. At 16 → 64 a 3 × 3 convolution of n channels costs
 * 16 times as much behind the upsampling as before it, and the paper spends 70 % of its operations there, on refinement.
 * So
 * - the residual blocks at 16 × 16, the cheapest, keep the most channels (40);
 * - refinement works on 2 × 2 pixels in the channels (space to depth): a quarter of the operations for the same
 *   channels, and each kernel sees 6 × 6 pixels;
 * - both sub-networks draw what is to be added to what they are given: few steps are enough to be better than bicubic;
 * - the discriminator, which decides what is reported, gets 40 %: VGG19's sixteen layers with a quarter of the channels.
 *
 * Its discriminator has a third head, for the box: among tiny faces half a pixel decides. And it sees the photo beside
 * what was drawn: a face of 16 pixels and what is around it are 32 pixels wide, and shrunk to half of that for the generator.
 *
 * `native`: the same discriminator behind a generator that enlarges the photo's own pixels, as the paper's does: a window of
 * 32 × 32 around candidates of up to 16 pixels, drawn at 128 × 128, of which the discriminator sees the candidate's region.
 * 0.32 GMAC such a candidate, refinement on 4 × 4 pixels in the channels; larger ones have pixels enough, and are judged
 * without a drawing.
 *
 * Its kernels start from He's deviation, because N(0, 0.02) is made for 64 channels and more.
 */
export const GAN_PRESETS = {
  paper: {
    generator: {
      upsample: { features: 64, blocks: 8, upscaling: 256 },
      refinement: { features: 64, blocks: 8, wide: 256, block: 1 },
      initial: { deviation: 0.02 },
    },
    discriminator: { features: [64, 128, 256, 512, 512], heads: { deviation: 0.1 } },
  },
  native: {
    generator: {
      upsample: { features: 32, blocks: 4, upscaling: 16 },
      refinement: { features: 32, blocks: 3, wide: 32, block: 4 },
      residual: true,
      native: true,
    },
    discriminator: { features: [16, 32, 64, 128, 128], heads: { deviation: 0.01 }, box: true, photo: true },
  },
  lite: {
    generator: {
      upsample: { features: 40, blocks: 4, upscaling: 32 },
      refinement: { features: 32, blocks: 3, wide: 32, block: 2 },
      residual: true,
    },
    discriminator: { features: [16, 32, 64, 128, 128], heads: { deviation: 0.01 }, box: true, photo: true },
  },
} as const satisfies Record<string, GanPreset>;

export type GanPresetName = keyof typeof GAN_PRESETS;
