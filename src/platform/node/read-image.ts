import sharp from 'sharp';
import { InputError } from '../../errors/errors.js';
import type { Image } from '../../image/image.js';
import { tiffPages } from '../../image/tiff-pages.js';
import { type DecodeOptions, type FileSource, MAX_PIXELS } from '../port.js';
import { nameOf, readBytes } from './bytes.js';
import { checkHeader, firstLine, refuseVideo } from './check-header.js';
import { decodePhoto } from './decode-photo.js';
import { expectPixels } from './garbage.js';
import { checkMended, mend } from './mend.js';
import { layoutOf } from './photo-header.js';
import { viewsOf } from './views.js';

/** Browsers, viewers and printers show what is transparent on white, and cut-outs are made to look right there. */
const BACKGROUND = 'white';

/**
 * Reads a picture file, or the bytes of one (`Uint8Array`, `ArrayBuffer`, `Blob`): upright (EXIF orientation applied), 8-bit sRGB whatever its depth and
 * colour space (embedded profiles are honoured, grey and CMYK converted), transparency laid on white; of an animation
 * the first frame.
 *
 * @throws InputError that names the picture when it is absent, unreadable, empty, of another format, larger than
 * `maxPixels` by its header, cut off or damaged.
 * @example
 * const { width, height, data } = await readImage('crowd.jpg');
 * const [red, green, blue] = data; // of the first pixel
 */
export async function readImage(source: FileSource, options: DecodeOptions = {}): Promise<Image> {
  const { maxPixels = MAX_PIXELS, name = nameOf(source) } = options;
  const bytes = await readBytes(source, name);
  refuseVideo(bytes, name);
  const header = await checkHeader(bytes, maxPixels, name);
  if (header.compression === 'hevc') return (await viewsOf(await decodePhoto(bytes, { ...options, name }), 0))[0]!;
  const { depth, hasProfile, width, height, format } = header;
  const page = format === 'tiff' ? tiffPages(bytes)[0] : undefined;
  layoutOf(header, page, name);
  expectPixels(width * height);
  await options.admit?.(width * height);
  const mended = mend(bytes, name);
  try {
    await checkMended(mended, bytes);
    const { file } = mended;
    const failOn = page?.isTiled ? 'warning' : mended.failOn;
    const picture = sharp(file, { failOn, limitInputPixels: maxPixels })
      .autoOrient()
      .flatten({ background: BACKGROUND })
      .toColourspace('srgb');
    // With a profile sharp works on 16 bits in Display P3, and would hand those numbers out as if they were sRGB.
    if (depth === 'ushort' && hasProfile) picture.withIccProfile('srgb', { attach: false });
    const { data, info } = await picture.raw().toBuffer({ resolveWithObject: true });
    // Parts of a Buffer take several times as long to make, and a photo is read by its rows.
    const { buffer, byteOffset, length } = data;
    return { width: info.width, height: info.height, data: new Uint8Array(buffer, byteOffset, length) };
  } catch (error) {
    throw new InputError(`${name}: is damaged or cut off and cannot be decoded: ${firstLine(error)}. Get it anew.`);
  }
}
