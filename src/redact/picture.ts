import sharp, { type Metadata, type Sharp } from 'sharp';
import { InputError } from '../errors/errors.js';
import type { Image } from '../image/image.js';
import { checkHeader, firstLine } from '../platform/node/read-image.js';
import { MAX_PIXELS } from '../platform/port.js';
import { encodeLike } from './encoding.js';
import { withMetadata } from './metadata.js';
import { asSamples, type Layout, newSamples, type Samples } from './samples.js';
import type { Surface } from './surface.js';

/** A pipeline from the file's bytes to its samples, the same each time it is made. */
type Decode = () => Sharp;

/**
 * A picture file that can be changed in places and written again as it was: format, depth, colour profile and
 * quality stay. Its samples are those of the file, upright, in its own colour space.
 */
export class Picture {
  /** What the samples become, as the bits in which they differ from `samples`. */
  readonly #change: Samples;
  readonly #decode: Decode;

  private constructor(
    /** What errors call it. */
    readonly name: string,
    readonly header: Metadata,
    readonly file: Uint8Array,
    readonly layout: Layout,
    readonly width: number,
    readonly height: number,
    /** Frames of an animation or pages of a TIFF, one below the other in `samples`. */
    readonly frames: number,
    /** `[frames, height, width, channels]`. */
    readonly samples: Samples,
    decode: Decode,
  ) {
    this.#decode = decode;
    this.#change = newSamples(layout, samples.length);
  }

  /** @throws InputError that begins with `name` where the file is no picture, damaged or too large. */
  static async open(file: Uint8Array, name: string): Promise<Picture> {
    const header = await checkHeader(file, MAX_PIXELS, name);
    const { decode, layout } = decoderOf(header, file);
    try {
      const { data, info } = await decode().raw({ depth: layout.depth }).toBuffer({ resolveWithObject: true });
      const frames = header.pages ?? 1;
      const samples = asSamples(data, layout);
      const channels = info.channels as Layout['channels'];
      const known = { ...layout, channels, hasAlpha: channels === 2 || channels === 4 };
      return new Picture(name, header, file, known, info.width, info.height / frames, frames, samples, decode);
    } catch (error) {
      if (/page \d+ differs from page/.test(firstLine(error))) {
        throw new InputError(
          `${name}: has ${header.pages} pages that differ in size or depth, which cannot be written as one file; split it into one file a page`,
        );
      }
      throw new InputError(`${name}: is damaged or cut off and cannot be decoded: ${firstLine(error)}`);
    }
  }

  /** One frame, to hide in. */
  surface(frame: number): Surface {
    const { width, height, layout, samples } = this;
    const { channels } = layout;
    const change = this.#change;
    const startOf = (x: number, y: number) => ((frame * height + y) * width + x) * channels;
    return {
      ...{ width, height, channels },
      read(rectangle) {
        const length = rectangle.width * channels;
        const part = newSamples(layout, length * rectangle.height);
        for (let row = 0; row < rectangle.height; row++) {
          const start = startOf(rectangle.x, rectangle.y + row);
          for (let at = 0; at < length; at++) part[row * length + at] = samples[start + at]! ^ change[start + at]!;
        }
        return part;
      },
      replace(x, y, replaced) {
        const start = startOf(x, y);
        replaced.forEach((sample, at) => {
          change[start + at] = sample ^ samples[start + at]!;
        });
      },
    };
  }

  /** One frame with what was replaced, on white. Only where it is one of several: a lone one is the file itself. */
  async frame(index: number): Promise<Image> {
    const { width, height, layout } = this;
    const length = width * height * layout.channels;
    const [samples, change] = [this.samples, this.#change].map((all) =>
      all.subarray(index * length, (index + 1) * length),
    );
    const changed = samples!.map((sample, at) => sample ^ change![at]!);
    const picture = sharp(changed, { raw: { width, height, channels: layout.channels } });
    const data = await picture.flatten({ background: 'white' }).toColourspace('srgb').raw().toBuffer();
    return { width, height, data };
  }

  /**
   * The file with what was replaced, and with the metadata that is kept of it.
   *
   * @throws InputError that begins with its name where something that may not stay would
   */
  async encode({ keepMetadata }: { keepMetadata: boolean }): Promise<Uint8Array> {
    const raw = { width: this.width, height: this.height * this.frames, channels: this.layout.channels };
    const changed = this.#decode().boolean(this.#change as Buffer, 'eor', { raw });
    const encoded = await encodeLike(this.header, this.file, changed).toBuffer();
    return withMetadata(encoded, this, keepMetadata);
  }
}

/**
 * Grey and RGB come as they are stored, with their profile beside them. Others (CMYK, Lab, grey with transparency) become
 * sRGB: what is written then is no longer in the file's own space.
 */
function decoderOf(
  header: Metadata,
  file: Uint8Array,
): { decode: Decode; layout: Omit<Layout, 'channels' | 'hasAlpha'> } {
  const deep = header.depth === 'ushort';
  const depth = deep ? 'ushort' : 'uchar';
  const open = () => sharp(file, { failOn: 'error', limitInputPixels: MAX_PIXELS, animated: true }).autoOrient();
  const grey = (header.space === 'b-w' || header.space === 'grey16') && !header.hasAlpha;
  if (grey || header.space === 'srgb' || header.space === 'rgb16') {
    const space = grey ? (deep ? 'grey16' : 'b-w') : deep ? 'rgb16' : 'srgb';
    return { decode: () => open().keepIccProfile().toColourspace(space), layout: { space, depth } };
  }
  const space = deep ? 'rgb16' : 'srgb';
  // In the pipeline, too: what is changed are its samples, and grey with transparency would have too few.
  return { decode: () => open().pipelineColourspace(space).toColourspace(space), layout: { space, depth } };
}
