import sharp, { type Metadata } from 'sharp';
import { InputError, messageOf } from '../../errors/errors.js';
import type { Image } from '../../image/image.js';
import { tiffPages } from '../../image/tiff-pages.js';
import { type DecodeOptions, type FileSource, MAX_PIXELS } from '../port.js';
import { nameOf, readBytes } from './bytes.js';
import { mend } from './mend.js';
import { layoutOf } from './photo-header.js';

/** sharp's names of the formats that we take. It also draws SVG, which is no photo and may refer to other files. */
const FORMATS: ReadonlySet<string> = new Set(['jpeg', 'png', 'webp', 'heif', 'tiff', 'gif']);
const EXPECTED = 'expected a JPEG, PNG, WebP, AVIF, TIFF or GIF picture';

/** Browsers, viewers and printers show what is transparent on white, and cut-outs are made to look right there. */
const BACKGROUND = 'white';

/**
 * Reads a picture file, or the bytes of one (`Uint8Array`, `ArrayBuffer`, `Blob`): upright (EXIF orientation applied), 8-bit sRGB whatever its depth and
 * colour space (embedded profiles are honoured, grey and CMYK converted), transparency laid on white; of an animation
 * the first frame.
 *
 * @throws InputError that names the picture when it is absent, unreadable, empty, of another format, larger than
 * `maxPixels` by its header, cut off or damaged.
 */
export async function readImage(source: FileSource, options: DecodeOptions = {}): Promise<Image> {
  const { maxPixels = MAX_PIXELS, name = nameOf(source) } = options;
  const bytes = await readBytes(source, name);
  if (bytes.length === 0) throw new InputError(`${name}: is empty; ${EXPECTED}`);
  const header = await checkHeader(bytes, maxPixels, name);
  const { depth, hasProfile, width, height, format } = header;
  layoutOf(header, format === 'tiff' ? tiffPages(bytes)[0] : undefined, name);
  await options.admit?.(width * height);
  try {
    const { file, failOn } = mend(bytes, name);
    const picture = sharp(file, { failOn, limitInputPixels: maxPixels })
      .autoOrient()
      .flatten({ background: BACKGROUND })
      .toColourspace('srgb');
    // With a profile sharp works on 16 bits in Display P3, and would hand those numbers out as if they were sRGB.
    if (depth === 'ushort' && hasProfile) picture.withIccProfile('srgb', { attach: false });
    const { data, info } = await picture.raw().toBuffer({ resolveWithObject: true });
    return { width: info.width, height: info.height, data };
  } catch (error) {
    throw new InputError(`${name}: is damaged or cut off and cannot be decoded: ${firstLine(error)}`);
  }
}

/** What the header says. Throws `InputError` where it is none of a picture that we take. */
export async function checkHeader(bytes: Uint8Array, maxPixels: number, name: string): Promise<Metadata> {
  let header: Metadata;
  try {
    header = await sharp(bytes, { limitInputPixels: false }).metadata();
  } catch (error) {
    throw new InputError(`${name}: is not a picture or its header is damaged; ${EXPECTED} (${firstLine(error)})`);
  }
  const { format, compression, width, height } = header;
  // Its header can be read, its pixels cannot: decoders of HEVC need a licence.
  if (compression === 'hevc')
    throw new InputError(`${name}: is HEIC, which cannot be decoded; convert it to JPEG first`);
  if (!FORMATS.has(format)) throw new InputError(`${name}: is ${format}; ${EXPECTED}`);
  if (width * height > maxPixels) {
    const [pixels, limit] = [width * height, maxPixels].map((n) => n.toLocaleString('en'));
    throw new InputError(
      `${name}: has ${width} × ${height} = ${pixels} pixels, more than the limit of ${limit}; scale it down first`,
    );
  }
  return header;
}

/** Decoders report in several lines; the first says what happened. */
export function firstLine(error: unknown): string {
  return messageOf(error).split('\n')[0]!;
}
