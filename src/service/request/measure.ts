import sharp from 'sharp';
import { InputError } from '../../errors/errors.js';
import { checkHeader } from '../../platform/node/check-header.js';
import { Problem } from '../problem.js';

/** What a picture will need, as its header says. */
export interface Measure {
  /** Of all frames together. */
  readonly pixels: number;
  readonly frames: number;
}

/** What a picture may need. */
export interface MeasureLimits {
  readonly maxMegapixels: number;
  readonly maxFrames: number;
}

/**
 * Measures a picture by its header, before anything of it is decoded.
 *
 * @throws InputError where it is no picture that farface takes
 * @throws Problem where it is too large
 */
export async function measure(
  bytes: Uint8Array,
  name: string,
  { maxMegapixels, maxFrames }: MeasureLimits,
): Promise<Measure> {
  const most = 1e6 * maxMegapixels;
  const { width, height, format, pages: frames = 1 } = await checkHeader(bytes, Number.POSITIVE_INFINITY, name);
  if (frames > maxFrames) {
    throw new Problem('too-large', `${name}: has ${frames} frames or pages, more than the limit of ${maxFrames}.`);
  }
  let pixels = width * height * (format === 'tiff' ? 1 : frames);
  // Pages of a TIFF differ in size.
  for (let page = 1; format === 'tiff' && page < frames && pixels <= most; page++) {
    const header = await sharp(bytes, { page, limitInputPixels: false })
      .metadata()
      .catch(() => {
        throw new InputError(`${name}: is damaged or cut off: page ${page} cannot be read. Get it anew.`);
      });
    pixels += header.width * header.height;
  }
  if (pixels > most) {
    const [count, limit] = [pixels, most].map((number) => number.toLocaleString('en'));
    throw new Problem(
      'too-large',
      `${name}: has ${count} pixels, more than the limit of ${limit}; scale it down first.`,
    );
  }
  return { pixels, frames };
}
