import type { DrawWindows } from '../datasets/drawings.js';
import { fromNetwork, toNetwork } from '../image/planes.js';
import { WINDOW_SIDE } from '../image/window.js';
import type { GeneratorSize } from '../networks/generator.js';
import type { Weights } from '../networks/parameters.js';
import { enhancementModel } from '../networks/verification-model.js';
import { type Device, Session, tensor } from '../runtime/session.js';

/**
 * A generator that is done, to draw windows with.
 *
 * @param weights tensors named `generator.…`
 */
export async function openGenerator(
  weights: Weights,
  size: GeneratorSize,
  options: { readonly threads?: number | undefined; readonly device?: Device | undefined } = {},
): Promise<{ draw: DrawWindows; dispose(): Promise<void> }> {
  const session = await Session.create(enhancementModel(weights, size), options);
  return {
    async draw(windows, count) {
      const pixels = WINDOW_SIDE ** 2;
      const planes = Float32Array.from({ length: windows.length }, (_, i) => {
        const [plane, pixel] = [Math.floor(i / pixels), i % pixels];
        return windows[(Math.floor(plane / 3) * pixels + pixel) * 3 + (plane % 3)]!;
      });
      const regions = tensor(toNetwork(planes), [count, 3, WINDOW_SIDE, WINDOW_SIDE]);
      const { refined } = await session.run({ regions }, ['refined']);
      return fromNetwork(refined!.data as Float32Array);
    },
    dispose: () => session.dispose(),
  };
}
