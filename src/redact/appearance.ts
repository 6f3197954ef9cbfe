import sharp, { type Sharp } from 'sharp';
import { InputError } from '../errors/errors.js';
import type { Picture } from './picture.js';
import { asSamples, type Layout, newSamples, type Samples } from './samples.js';

/** A rectangle of whole pixels inside a picture. */
export interface Rectangle {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

/** What a rectangle of a picture looks like once it is hidden: its samples, `[height, width, channels]`. */
export type Appearance = (rectangle: Rectangle, frame: number, faceSize: number) => Promise<Samples>;

/** The largest sigma that sharp blurs with. */
const MOST_BLUR = 1000;

/** One colour everywhere, opaque. @throws InputError where the colour is none. */
export async function solid({ layout }: Picture, color: string): Promise<Appearance> {
  const sample = await samplesOf(color, layout);
  return async ({ width, height }) => {
    const samples = newSamples(layout, width * height * layout.channels);
    for (let at = 0; at < samples.length; at += layout.channels) samples.set(sample, at);
    return samples;
  };
}

/** Squares of one colour, about the mean of what was there, with a side of `strength` times the face's size. */
export function mosaic(picture: Picture, strength: number): Appearance {
  return async (rectangle, frame, faceSize) => {
    const { width, height } = rectangle;
    const cell = Math.max(2, strength * faceSize);
    const columns = Math.max(1, Math.round(width / cell));
    const rows = Math.max(1, Math.round(height / cell));
    const whole = open(picture.layout, cut(picture, rectangle, frame), width, height);
    const cells = await run(whole.resize(columns, rows, { fit: 'fill', kernel: 'linear' }), picture.layout);
    const small = open(picture.layout, cells, columns, rows);
    return run(small.resize(width, height, { fit: 'fill', kernel: 'nearest' }), picture.layout);
  };
}

/** A Gaussian blur with a sigma of `strength` times the face's size, which sees nothing beyond the rectangle. */
export function blur(picture: Picture, strength: number): Appearance {
  return (rectangle, frame, faceSize) => {
    const { width, height } = rectangle;
    const sigma = Math.min(MOST_BLUR, Math.max(1, strength * faceSize));
    return run(open(picture.layout, cut(picture, rectangle, frame), width, height).blur(sigma), picture.layout);
  };
}

/** The picture's own samples in a rectangle. */
function cut({ layout, width, height, samples }: Picture, rectangle: Rectangle, frame: number): Samples {
  const length = rectangle.width * layout.channels;
  const part = newSamples(layout, length * rectangle.height);
  for (let row = 0; row < rectangle.height; row++) {
    const start = ((frame * height + rectangle.y + row) * width + rectangle.x) * layout.channels;
    part.set(samples.subarray(start, start + length), row * length);
  }
  return part;
}

/** A colour in the picture's own layout, opaque where that has transparency. */
async function samplesOf(color: string, layout: Layout): Promise<Samples> {
  const channels = layout.hasAlpha ? 4 : 3;
  try {
    const pixel = sharp({ create: { width: 1, height: 1, channels, background: color } });
    return await run(layout.hasAlpha ? pixel.removeAlpha().ensureAlpha(1) : pixel, layout);
  } catch {
    throw new InputError(
      `color: expected a CSS colour such as black, #ff8800 or rgb(255, 136, 0), received "${color}"`,
    );
  }
}

function open({ channels }: Layout, samples: Samples, width: number, height: number): Sharp {
  return sharp(samples, { raw: { width, height, channels } });
}

async function run(picture: Sharp, layout: Layout): Promise<Samples> {
  const bytes = await picture.toColourspace(layout.space).raw({ depth: layout.depth }).toBuffer();
  return asSamples(bytes, layout);
}
