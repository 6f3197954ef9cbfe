import type { Tensor } from '../graph/index.js';
import type { Layers } from './layers.js';
import { DEFAULT_ARCHITECTURE, type ProposalArchitecture, STRIDES } from './proposal-architecture.js';
import { residualBlock } from './residual-block.js';

export { STRIDES } from './proposal-architecture.js';

/** One branch's predictions for every cell of its grid. */
export interface BranchOutput {
  readonly stride: number;
  /** Before the sigmoid, [batch, 1, height / stride, width / stride]. */
  readonly scores: Tensor;
  /** As `decodeBox` reads them, [batch, 4, height / stride, width / stride]. */
  readonly boxes: Tensor;
}

/** Colours, 0 to 255, become about −2 to 2. */
const MEAN = 127.5;
const DEVIATION = 64;

/** The probability that every cell starts with: faces are rare (focal loss, Lin et al. 2017, section 3.3). */
const PRIOR_PROBABILITY = 0.01;

/**
 * The proposal network: a multi-branch fully convolutional detector, one branch for each range of face sizes, on features
 * of matching stride with skip connections from coarse to fine. Convolutions are dense: depthwise ones have fewer
 * operations but are bound by memory and slower on CPUs.
 *
 * @param pixels RGB 0–255, [batch, 3, height, width], sides multiples of 32
 */
export function proposalNetwork(
  layers: Layers,
  pixels: Tensor,
  architecture: ProposalArchitecture = DEFAULT_ARCHITECTURE,
): BranchOutput[] {
  const { channels, blocks, branchChannels, branchConvolutions } = architecture;
  let x = layers.standardize(pixels, MEAN, DEVIATION);
  x = layers.convolution('stem.conv1', x, { features: 16, stride: 2 });
  x = layers.convolution('stem.conv2', x, { features: channels[0], stride: 2 });

  const stages = channels.map((features, index) => {
    const stage = `stage${STRIDES[index]}`;
    if (index > 0) x = layers.convolution(`${stage}.down`, x, { features, stride: 2 });
    for (let block = 1; block <= blocks[index]!; block += 1)
      x = residualBlock(layers, `${stage}.block${block}`, x, { features });
    return x;
  });

  let coarser: Tensor | undefined;
  const branches = STRIDES.map((stride, index) => ({
    stride,
    features: stages[index]!,
    convolutions: branchConvolutions[index]!,
  }))
    .reverse()
    .map(({ stride, features, convolutions }) => {
      const lateral = layers.convolution(`lateral${stride}`, features, {
        features: branchChannels,
        kernel: 1,
        activation: 'none',
      });
      coarser = coarser ? layers.add(`sum${stride}`, lateral, layers.upsample(coarser), 'none') : lateral;
      return branch(layers, stride, coarser, { features: branchChannels, convolutions });
    });
  return branches.reverse();
}

function branch(
  layers: Layers,
  stride: number,
  input: Tensor,
  { features, convolutions }: { readonly features: number; readonly convolutions: number },
): BranchOutput {
  const name = `branch${stride}`;
  let x = input;
  for (let number = 1; number <= convolutions; number += 1)
    x = layers.convolution(`${name}.conv${number}`, x, { features });
  const initial = { deviation: 0.01 };
  const [scores, boxes] = layers.heads(name, x, {
    score: { features: 1, initial, bias: -Math.log(1 / PRIOR_PROBABILITY - 1) },
    box: { features: 4, initial },
  });
  return { stride, scores: scores!, boxes: boxes! };
}
