import { z } from 'zod';
import type { Weights } from './parameters.js';

/** Pixels between two cells of a branch, finest first. Photos must be multiples of the last on both sides. */
export const STRIDES = [4, 8, 16, 32] as const;

function perStride(least: number) {
  const number = z.int().min(least);
  return z.tuple([number, number, number, number]);
}

/** How wide and how deep the proposal network is; lists have one number for each of the strides 4, 8, 16 and 32. */
export const proposalArchitecture = z.strictObject({
  /** Channels of the stages. */
  channels: perStride(1),
  /** Residual blocks of the stages. */
  blocks: perStride(0),
  /** Channels of all branches. */
  branchChannels: z.int().positive(),
  /** 3 × 3 convolutions of the branches, before what they predict. */
  branchConvolutions: perStride(1),
});

/** See `proposalArchitecture`. */
export type ProposalArchitecture = z.infer<typeof proposalArchitecture>;

/** The network of farface 0.1, and of settings that say nothing else: 948,036 parameters, 0.81 GMAC for 320 × 320 pixels. */
export const DEFAULT_ARCHITECTURE: ProposalArchitecture = {
  channels: [32, 64, 96, 128],
  blocks: [1, 2, 1, 1],
  branchChannels: 40,
  branchConvolutions: [2, 2, 2, 2],
};

/**
 * The architecture that a file of weights is of, read from the names and shapes of its tensors. Where they are of no
 * proposal network at all it is the default one, whose lack of a tensor says what is wrong.
 */
export function architectureOf(weights: Weights): ProposalArchitecture {
  const features = (name: string) => weights.get(`${name}.weight`)?.shape[0];
  const count = (nameOf: (number: number) => string) => {
    let number = 0;
    while (weights.has(`${nameOf(number + 1)}.weight`)) number += 1;
    return number;
  };
  const found = proposalArchitecture.safeParse({
    channels: STRIDES.map((stride, index) => features(index === 0 ? 'stem.conv2' : `stage${stride}.down`)),
    blocks: STRIDES.map((stride) => count((number) => `stage${stride}.block${number}.conv1`)),
    branchChannels: features(`lateral${STRIDES[0]}`),
    branchConvolutions: STRIDES.map((stride) => count((number) => `branch${stride}.conv${number}`)),
  });
  return found.success ? found.data : DEFAULT_ARCHITECTURE;
}
