import sharp from 'sharp';
import type { Image } from '../image/image.js';

/** How a photo lies in a network's input: scaled by `scale` at the top left of `width` × `height`. */
export interface Placement {
  readonly scale: number;
  readonly width: number;
  readonly height: number;
}

/** Scaled by `scale`, the input rounded up to a multiple of `multiple` pixels. */
export function placeScaled(image: Image, scale: number, multiple: number): Placement {
  const roundUp = (side: number) => Math.ceil(Math.round(side * scale) / multiple) * multiple;
  return { scale, width: roundUp(image.width), height: roundUp(image.height) };
}

/** As large as fits a square of `side` pixels (letterbox, top left). */
export function placeLetterboxed(image: Image, side: number): Placement {
  return { scale: Math.min(side / image.width, side / image.height), width: side, height: side };
}

/** What a network wants its channels to be: `(value − mean) / deviation`, channels in this order. */
export interface PixelFormat {
  /** Index of the photo's channel (0 red, 1 green, 2 blue) for each of the tensor's. */
  readonly channels: readonly [number, number, number];
  /** Per channel of the tensor. */
  readonly mean: readonly [number, number, number];
  readonly deviation: number;
}

/** The photo as `[1, 3, height, width]`; what lies beside it is black. */
export async function toTensor(image: Image, placement: Placement, format: PixelFormat): Promise<Float32Array> {
  const { width, height } = placement;
  const { data, width: filledWidth, height: filledHeight } = await rescale(image, placement.scale);
  const plane = width * height;
  const tensor = new Float32Array(3 * plane);
  const gain = 1 / format.deviation;
  const [first, second, third] = format.channels;
  const [firstMean, secondMean, thirdMean] = format.mean;
  format.mean.forEach((mean, channel) => {
    if (mean !== 0) tensor.fill(-mean * gain, channel * plane, (channel + 1) * plane);
  });
  let source = 0;
  for (let y = 0; y < filledHeight; y++) {
    const end = y * width + filledWidth;
    for (let target = y * width; target < end; target++, source += 3) {
      tensor[target] = (data[source + first]! - firstMean) * gain;
      tensor[target + plane] = (data[source + second]! - secondMean) * gain;
      tensor[target + 2 * plane] = (data[source + third]! - thirdMean) * gain;
    }
  }
  return tensor;
}

/** The photo with both sides times `scale`: one way of resampling for everyone. */
export async function rescale(image: Image, scale: number): Promise<Image> {
  if (scale === 1) return image;
  const width = Math.round(image.width * scale);
  const height = Math.round(image.height * scale);
  const data = await sharp(image.data, { raw: { width: image.width, height: image.height, channels: 3 } })
    .resize(width, height, { fit: 'fill', kernel: 'cubic' })
    .raw()
    .toBuffer();
  return { width, height, data };
}
