import { concatenate, elementCount, reshape, type Tensor } from '../graph/index.js';
import { auxiliaryDrawing } from './auxiliary-drawing.js';
import type { Layers } from './layers.js';
import type { Initial } from './parameters.js';

export interface DiscriminatorSize {
  /** Channels of VGG19's five groups of convolutions. */
  readonly features: readonly [number, number, number, number, number];
  /** Start of the heads' weights. */
  readonly heads: Initial;
  /** A third head that says where the face is; off by default, as published. */
  readonly box?: boolean;
  /** Whether it sees the photo beside the image that it judges; off by default, as published. */
  readonly photo?: boolean;
  /**
   * Whether it sees drawing and photo in two towers, each of half the channels, that meet in its fourth group; only with `photo`,
   * off by default: then its first layer sees both.
   */
  readonly towers?: boolean;
  /** In training, whether its features draw the region as well, see `auxiliaryDrawing`; off by default. */
  readonly drawing?: boolean;
}

/** What the discriminator says, before the sigmoid, each [batch, 1]. */
export interface Discrimination {
  /** Of the probability that the image is a real one of high resolution (fc_GAN). */
  readonly real: Tensor;
  /** Of the probability that the image shows a face (fc_clc). */
  readonly face: Tensor;
  /** Where the face is, [batch, 4], as `decodeRegionBox` reads it; undefined without that head. */
  readonly box: Tensor | undefined;
  /** What its features draw, −1 to 1, [batch, 3, side, side]; undefined unless it is to. */
  readonly drawing: Tensor | undefined;
}

/** Convolutions in each of VGG19's groups (Simonyan & Zisserman 2015, table 1, column E). */
const GROUPS = [2, 2, 4, 4, 4] as const;

/**
 * The discriminator: VGG19's convolutions with batch normalisation, no pooling behind the last group, and two fully
 * connected heads in place of its three layers. A third one may correct the candidate's box, as in the authors' next
 * detector (Bai et al. 2018, *SOD-MTGAN*).
 *
 * With `photo` it judges an image of a given region, as conditional GANs do (Isola et al. 2017, *Image-to-image translation*):
 * what is lost where the generator's input is smaller than the region in the photo still decides on faces.
 *
 * @param image RGB, −1 to 1, [batch, 3, side, side], the side a multiple of 16
 * @param photo the region as it was photographed, only brought to the same side; [batch, 3, side, side]
 */
export function discriminator(
  layers: Layers,
  { image, photo }: { readonly image: Tensor; readonly photo: Tensor | undefined },
  { features, heads, box, towers, drawing }: DiscriminatorSize,
): Discrimination {
  const apart = towers && photo;
  const middle = apart
    ? concatenate(
        [
          groups(layers, image, halved(features), 0, JOINT, 'drawing.'),
          groups(layers, photo, halved(features), 0, JOINT, 'photo.'),
        ],
        1,
      )
    : groups(layers, photo ? concatenate([image, photo], 1) : image, features, 0, JOINT);
  const x = groups(layers, middle, features, JOINT, GROUPS.length);
  const flat = reshape(x, [x.shape[0]!, elementCount(x.shape.slice(1))]);
  const head = (name: string, outputs = 1) => layers.fullyConnected(name, flat, { features: outputs, initial: heads });
  return {
    real: head('real'),
    face: head('face'),
    box: box ? head('box', 4) : undefined,
    drawing: drawing ? auxiliaryDrawing(layers, middle, image) : undefined,
  };
}

/** The first group that sees both where drawing and photo have a tower each; the features before it have a quarter of the side. */
const JOINT = 3;

/** Some of VGG19's groups, from one to before another: all but the very first begin with pooling. */
function groups(
  layers: Layers,
  input: Tensor,
  features: readonly number[],
  from: number,
  to: number,
  prefix = '',
): Tensor {
  let x = input;
  for (let index = from; index < to; index += 1) {
    if (index > 0) x = layers.maxPool(x);
    for (let number = 1; number <= GROUPS[index]!; number += 1)
      x = layers.convolution(`${prefix}group${index + 1}.conv${number}`, x, { features: features[index]! });
  }
  return x;
}

const halved = (features: readonly number[]) => features.map((channels) => channels / 2);
