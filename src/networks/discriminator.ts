import { concatenate, elementCount, reshape, type Tensor } from '../graph/index.js';
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
}

/** What the discriminator says, before the sigmoid, each [batch, 1]. */
export interface Discrimination {
  /** Of the probability that the image is a real one of high resolution (fc_GAN). */
  readonly real: Tensor;
  /** Of the probability that the image shows a face (fc_clc). */
  readonly face: Tensor;
  /** Where the face is, [batch, 4], as `decodeRegionBox` reads it; undefined without that head. */
  readonly box: Tensor | undefined;
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
  { features, heads, box }: DiscriminatorSize,
): Discrimination {
  let x = photo ? concatenate([image, photo], 1) : image;
  GROUPS.forEach((convolutions, index) => {
    if (index > 0) x = layers.maxPool(x);
    for (let number = 1; number <= convolutions; number += 1)
      x = layers.convolution(`group${index + 1}.conv${number}`, x, { features: features[index]! });
  });
  const flat = reshape(x, [x.shape[0]!, elementCount(x.shape.slice(1))]);
  const head = (name: string, outputs = 1) => layers.fullyConnected(name, flat, { features: outputs, initial: heads });
  return { real: head('real'), face: head('face'), box: box ? head('box', 4) : undefined };
}
