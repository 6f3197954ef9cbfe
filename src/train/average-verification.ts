import { isDeepStrictEqual } from 'node:util';
import type { VerificationFile } from '../detect/verification-file.js';
import { InputError } from '../errors/errors.js';
import type { Weights } from '../networks/parameters.js';

/**
 * Averages second stages that have a start in common, tensor by tensor, as `averageProposals` does runs of the proposal
 * network. Each tensor is the mean of those files that have it: of one with a generator and one without, the discriminator
 * is the mean of two and the generator that of the one. A file that is given twice counts twice.
 *
 * Statistics of batch normalisation are averaged likewise, which is not what the mean network would measure: a few
 * training steps at a rate near 0 measure them anew.
 *
 * @param files at least one; context and combination are the first one's
 * @throws InputError where two are different networks, or look at differently large regions
 */
export function averageVerification(files: readonly VerificationFile[]): Omit<VerificationFile, 'file'> {
  const first = files[0]!;
  const drawing = files.find(({ preset }) => preset.generator !== null) ?? first;
  for (const { file, preset, context } of files) {
    const different =
      !isDeepStrictEqual(preset.discriminator, first.preset.discriminator) ||
      (preset.generator !== null && !isDeepStrictEqual(preset.generator, drawing.preset.generator)) ||
      context !== first.context;
    if (different) throw new InputError(`${file}: has other networks than ${first.file}, and they have no mean.`);
  }
  const { context, combination } = first;
  const preset = { generator: drawing.preset.generator, discriminator: first.preset.discriminator };
  return { weights: mean(files.map(({ weights }) => weights)), preset, context, combination };
}

function mean(all: readonly Weights[]): Weights {
  const names = new Set(all.flatMap((weights) => [...weights.keys()]));
  return new Map(
    [...names].map((name) => {
      const parts = all.flatMap((weights) => weights.get(name) ?? []);
      const data = parts[0]!.data.map((_, i) => parts.reduce((sum, part) => sum + part.data[i]!, 0) / parts.length);
      return [name, { shape: parts[0]!.shape, data }];
    }),
  );
}
