import { createRandom, normal } from '../../random/random.js';
import { discriminator } from '../discriminator.js';
import { HIGH_RESOLUTION, LOW_RESOLUTION } from '../gan-presets.js';
import { generator } from '../generator.js';
import type { Weights } from '../parameters.js';
import { declare } from '../training-layers.js';
import type { VerificationPreset } from '../verification-model.js';

/** As small as the networks can be, for speed; heads that are sure of themselves, so that regions get different scores. */
export const TINY_PRESET = {
  generator: {
    upsample: { features: 8, blocks: 1, upscaling: 8 },
    refinement: { features: 8, blocks: 1, wide: 8, block: 2 },
  },
  discriminator: { features: [8, 16, 16, 16, 16], heads: { deviation: 0.2 } },
} as const satisfies VerificationPreset;

/** Weights of generator and discriminator that have learnt nothing, the same each time. */
export function untrainedVerification({
  generator: size,
  discriminator: judge,
}: VerificationPreset = TINY_PRESET): Weights {
  const random = createRandom(1);
  const region = (side: number) => [1, 3, side, side];
  const [low, high] = [region(LOW_RESOLUTION), region(HIGH_RESOLUTION)];
  const networks = {
    ...(size && { generator: declare((layers, pixels) => generator(layers, pixels, size), [low]) }),
    discriminator: declare(
      (layers, image, photo) => discriminator(layers, { image, photo }, judge),
      judge.photo ? [high, high] : [high],
    ),
  };
  const tensors = Object.entries(networks).flatMap(([network, { parameters, statistics }]) =>
    [parameters, statistics].flatMap((packing) =>
      [...packing.unpack(packing.initialize(() => normal(random)))].map(
        ([name, tensor]) => [`${network}.${name}`, tensor] as const,
      ),
    ),
  );
  return new Map(tensors);
}
