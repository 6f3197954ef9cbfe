import { add, multiply, nearestUpsample, type Tensor } from '../graph/index.js';
import type { Layers } from './layers.js';
import { residualBlock } from './residual-block.js';

/** Pixels between two cells of a branch, finest first. Photos must be multiples of the last on both sides. */
export const STRIDES = [4, 8, 16, 32] as const;

/** One branch's predictions for every cell of its grid. */
export interface BranchOutput {
  readonly stride: number;
  /** Before the sigmoid, [batch, 1, height / stride, width / stride]. */
  readonly scores: Tensor;
  /** As `decodeBox` reads them, [batch, 4, height / stride, width / stride]. */
  readonly boxes: Tensor;
}

/** The probability that every cell starts with: faces are rare (focal loss, Lin et al. 2017, section 3.3). */
const PRIOR_PROBABILITY = 0.01;

/** Channels of the stages at strides 4, 8, 16, 32, how many residual blocks each has, and the branches' channels. */
const STAGE_CHANNELS = [32, 64, 96, 128] as const;
const STAGE_BLOCKS = [1, 2, 1, 1] as const;
const BRANCH_CHANNELS = 40;

/**
 * The proposal network: a multi-branch fully convolutional detector, one branch for each range of face sizes, on features
 * of matching stride with skip connections from coarse to fine. Convolutions are dense: depthwise ones have fewer
 * operations but are bound by memory and slower on CPUs.
 *
 * @param pixels RGB 0–255, [batch, 3, height, width], sides multiples of 32
 */
export function proposalNetwork(layers: Layers, pixels: Tensor): BranchOutput[] {
  let x = standardize(pixels);
  x = layers.convolution('stem.conv1', x, { features: 16, stride: 2 });
  x = layers.convolution('stem.conv2', x, { features: STAGE_CHANNELS[0], stride: 2 });

  const stages = STAGE_CHANNELS.map((features, index) => {
    const stage = `stage${STRIDES[index]}`;
    if (index > 0) x = layers.convolution(`${stage}.down`, x, { features, stride: 2 });
    for (let block = 1; block <= STAGE_BLOCKS[index]!; block += 1)
      x = residualBlock(layers, `${stage}.block${block}`, x, { features });
    return x;
  });

  let coarser: Tensor | undefined;
  const branches = STRIDES.map((stride, index) => ({ stride, features: stages[index]! }))
    .reverse()
    .map(({ stride, features }) => {
      const lateral = layers.convolution(`lateral${stride}`, features, {
        features: BRANCH_CHANNELS,
        kernel: 1,
        activation: 'none',
      });
      coarser = coarser ? add(lateral, nearestUpsample(coarser)) : lateral;
      return branch(layers, stride, coarser);
    });
  return branches.reverse();
}

/** 0–255 to about −2 to 2. */
function standardize(pixels: Tensor): Tensor {
  return multiply(add(pixels, -127.5), 1 / 64);
}

function branch(layers: Layers, stride: number, features: Tensor): BranchOutput {
  const name = `branch${stride}`;
  let x = layers.convolution(`${name}.conv1`, features, { features: BRANCH_CHANNELS });
  x = layers.convolution(`${name}.conv2`, x, { features: BRANCH_CHANNELS });
  const output = { kernel: 1, normalize: false, activation: 'none', initial: { deviation: 0.01 } } as const;
  const scores = layers.convolution(`${name}.score`, x, {
    ...output,
    features: 1,
    bias: -Math.log(1 / PRIOR_PROBABILITY - 1),
  });
  return { stride, scores, boxes: layers.convolution(`${name}.box`, x, { ...output, features: 4 }) };
}
