import { readVerificationFile } from '../../src/detect/verification-file.js';
import { InputError } from '../../src/errors/errors.js';
import { clamped } from '../../src/evaluate/regions.js';
import { enlarge } from '../../src/image/enlarge.js';
import { fromNetwork, toNetwork } from '../../src/image/planes.js';
import { ENLARGEMENT } from '../../src/image/window.js';
import type { GeneratorSize } from '../../src/networks/generator.js';
import { enhancementModel } from '../../src/networks/verification-model.js';
import { Session, tensor } from '../../src/runtime/session.js';
import { buildModel } from '../../src/weights/weights-file.js';
import { sideOf, type Upscaler } from './upscaler.js';

/** Interpolation, which every network should be better than. */
export const BICUBIC: Upscaler = {
  name: 'bicubic',
  upscale: async (low) => clamped(enlarge(low, sideOf(low), ENLARGEMENT, 'bicubic')),
  dispose: async () => {},
};

/**
 * farface's generator: its upsample sub-network alone, and with refinement.
 *
 * @param path of a second stage with a generator; the one that ships with farface by default
 */
export async function loadFarface(path: string | undefined, threads: number): Promise<Upscaler[]> {
  const { file, weights, preset } = await readVerificationFile(path, 'generator');
  const { generator } = preset;
  if (!generator) throw new InputError(`${file}: has no generator. Name other weights.`);
  const { refinement: _, ...upsample } = generator;
  const load = async (name: string, size: GeneratorSize): Promise<Upscaler> => {
    const session = await Session.create(
      buildModel(file, () => enhancementModel(weights, size)),
      { threads },
    );
    return {
      name,
      async upscale(low) {
        const regions = tensor(toNetwork(low), [1, 3, sideOf(low), sideOf(low)]);
        const { refined } = await session.run({ regions }, ['refined']);
        return fromNetwork(refined!.data as Float32Array);
      },
      dispose: () => session.dispose(),
    };
  };
  const upsampled = await load('farface, upsampled', upsample);
  return generator.refinement ? [upsampled, await load('farface, refined', generator)] : [upsampled];
}
