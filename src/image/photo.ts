import { Raster } from './raster.js';
import type { Layout, Samples } from './samples.js';

/** One frame of an animation or page of a TIFF, or the only picture of a file: upright, in the file's own colours. */
export class Frame extends Raster {
  constructor(
    width: number,
    height: number,
    readonly layout: Layout,
    /** `[height, width, channels]`. */
    samples: Samples,
    /** The colour profile that says what the samples mean; sRGB where there is none. */
    readonly profile?: Uint8Array,
  ) {
    super(width, height, layout.channels, samples);
  }
}

/** How a file was written, so that it can be written as finely again. */
export type Writing =
  | {
      readonly format: 'jpeg';
      readonly quality: number;
      readonly chromaSubsampling: '4:2:0' | '4:4:4';
      readonly progressive: boolean;
    }
  | { readonly format: 'png'; readonly progressive: boolean }
  | { readonly format: 'webp'; readonly quality: 'lossless' | number; readonly timing?: Timing }
  | { readonly format: 'gif'; readonly timing?: Timing }
  /** How each page is compressed. */
  | { readonly format: 'tiff'; readonly pages: readonly ('deflate' | 'jpeg')[] }
  | { readonly format: 'heif'; readonly quality: 'lossless' | number; readonly bits: 8 | 10 | 12 };

/** How an animation runs. */
export interface Timing {
  /** Milliseconds that each frame is shown. */
  readonly delay: readonly number[];
  /** How often all frames are shown; 0 for ever. */
  readonly loop: number;
}

/** What a file says beside its pixels, as it stands there: none of it is known to be good. */
export interface Properties {
  /** Pixels per inch. */
  readonly density?: number | undefined;
  readonly exif?: Uint8Array | undefined;
  readonly xmp?: Uint8Array | undefined;
  readonly iptc?: Uint8Array | undefined;
}

/** A picture file, decoded. */
export interface Photo {
  readonly writing: Writing;
  /** One at least. Pages may differ in size and layout, frames of an animation do not. */
  readonly frames: readonly Frame[];
  /** Pixels per inch that it is written with again. */
  readonly density?: number | undefined;
  /** Undefined where they cannot be read, and where samples are no longer in the file's own colours. */
  readonly properties?: Properties | undefined;
  /** What was wrong with the file and did not keep it from being read. Each names the file. */
  readonly warnings: readonly string[];
}
