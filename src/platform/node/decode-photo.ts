import sharp, { type Metadata, type Sharp } from 'sharp';
import { InputError } from '../../errors/errors.js';
import { isOnSide, isTurned, turnUpright } from '../../image/orient.js';
import { Frame, type Photo } from '../../image/photo.js';
import { asSamples, type Layout, type Samples } from '../../image/samples.js';
import { MOST_PAGES, tiffPages } from '../../image/tiff-pages.js';
import { blankInvisible } from '../../image/transparency.js';
import { unseenPictures } from '../../image/unseen-pictures.js';
import { type DecodeOptions, type FileSource, MAX_PIXELS } from '../port.js';
import { nameOf, readBytes } from './bytes.js';
import { checkHeader, firstLine, refuseVideo } from './check-header.js';
import { expectPixels } from './garbage.js';
import { decodeHeic } from './heic.js';
import { checkMended, mend } from './mend.js';
import { layoutOf, propertiesOf } from './photo-header.js';
import { writingOf } from './photo-writing.js';

/** A frame as it is stored, before it is turned. */
interface Stored {
  readonly width: number;
  readonly height: number;
  readonly layout: Layout;
  readonly samples: Samples;
  readonly orientation: number;
  readonly profile: Uint8Array | undefined;
}

/**
 * Decodes a picture file: every frame and page, each turned upright by its own orientation, in its own depth and colours,
 * with its profile. Colours under full transparency are black.
 *
 * @throws InputError that begins with `name` where it is no picture, damaged, too large, or holds something that cannot be
 * looked at
 */
export async function decodePhoto(
  source: FileSource,
  { name = nameOf(source), admit }: Omit<DecodeOptions, 'maxPixels'> = {},
): Promise<Photo> {
  const bytes = await readBytes(source, name);
  refuseVideo(bytes, name);
  const mended = mend(bytes, name);
  const { file, warnings } = mended;

  const unseen = unseenPictures(file);
  if (unseen) {
    throw new InputError(
      `${name}: has ${unseen}, which cannot be looked at. Convert it to an animated WebP or GIF first, or to a still picture.`,
    );
  }
  const header = await checkHeader(file, MAX_PIXELS, name);
  if (header.compression === 'hevc') {
    await admit?.(header.width * header.height);
    return decodeHeic(file, header, name);
  }
  const { format, density } = header;
  const pages = format === 'tiff' ? tiffPages(file) : [];
  const count = header.pages ?? 1;
  if (count > MOST_PAGES) {
    throw new InputError(`${name}: has ${count} pages, more than the limit of ${MOST_PAGES}; split it first`);
  }
  if (format === 'heif' && count > 1) {
    throw new InputError(
      `${name}: has ${count} pictures, which cannot be written as one file; split it into one file a picture`,
    );
  }
  const headers = format === 'tiff' ? await pageHeaders(file, count, header) : [header];
  const outlines = headers.map((page, index) => ({ page, layout: layoutOf(page, pages[index], name) }));
  const pixels = headers.reduce((sum, { width, height }) => sum + width * height, 0) * (format === 'tiff' ? 1 : count);
  if (pixels > MAX_PIXELS) {
    throw new InputError(
      `${name}: has ${count} frames or pages of ${pixels.toLocaleString('en')} pixels together, more than the limit of ` +
        `${MAX_PIXELS.toLocaleString('en')}; split it first`,
    );
  }
  expectPixels(pixels);
  await admit?.(pixels);
  try {
    await checkMended(mended, bytes);
    const stored: Stored[] = [];
    for (const [page, { layout }] of outlines.entries()) {
      const failOn = pages[page]?.isTiled ? 'warning' : mended.failOn;
      const part = format === 'tiff' ? { page } : { animated: true };
      const decoded = await decode(sharp(file, { failOn, limitInputPixels: MAX_PIXELS, ...part }), layout);
      const { orientation = 1, icc } = headers[page]!;
      stored.push(...framesOf({ ...decoded, orientation, profile: icc }, format === 'tiff' ? 1 : count));
    }
    const writing = writingOf(header, file, pages);
    return { writing, warnings, properties: propertiesOf(header), density, frames: stored.map(upright) };
  } catch (error) {
    throw new InputError(`${name}: is damaged or cut off and cannot be decoded: ${firstLine(error)}. Get it anew.`);
  }
}

/** The frames of a strip. */
function framesOf(strip: Stored, count: number): Stored[] {
  const height = strip.height / count;
  const length = strip.samples.length / count;
  return Array.from({ length: count }, (_, index) => ({
    ...strip,
    height,
    samples: strip.samples.subarray(index * length, (index + 1) * length),
  }));
}

/** Turned upright; what is upright already stays where it is in memory. */
function upright({ samples, width, height, layout, orientation, profile }: Stored): Frame {
  const turned = isTurned(orientation) ? samples.slice() : samples;
  if (isTurned(orientation)) turnUpright(samples, { width, height, channels: layout.channels }, orientation, turned);
  blankInvisible(turned, layout);
  const sides = isOnSide(orientation) ? ([height, width] as const) : ([width, height] as const);
  return new Frame(...sides, layout, turned, profile);
}

/** The headers of all pages of a TIFF. */
async function pageHeaders(file: Uint8Array, count: number, first: Metadata): Promise<Metadata[]> {
  const headers = [first];
  for (let page = 1; page < count; page++) {
    headers.push(await sharp(file, { page, limitInputPixels: false }).metadata());
  }
  return headers;
}

/** One page, or all frames of an animation, one below the other. */
async function decode(
  picture: Sharp,
  layout: Layout,
): Promise<{ samples: Samples; layout: Layout; width: number; height: number }> {
  // sharp drops the transparency of grey samples of 8 bits.
  const grey = layout.color === 'grey' && layout.hasAlpha && layout.bits === 8;
  const { data, info } = await inSpace(picture, grey ? { ...layout, color: 'rgb' } : layout)
    .raw({ depth: layout.bits === 16 ? 'ushort' : 'uchar' })
    .toBuffer({ resolveWithObject: true });
  const { width, height } = info;
  const samples = asSamples(data, layout);
  if (grey) return { samples: greyOf(samples), layout, width, height };
  const channels = info.channels as Layout['channels'];
  // Whether an animation has transparency shows in its frames alone.
  const hasAlpha = layout.color !== 'cmyk' && channels % 2 === 0;
  return { samples, layout: { ...layout, channels, hasAlpha }, width, height };
}

/** Grey and transparency out of colours that are all grey. */
function greyOf(rgba: Samples): Samples {
  return rgba.subarray(0, rgba.length / 2).map((_, at) => rgba[at % 2 === 0 ? 2 * at : 2 * at + 1]!);
}

/** Makes sharp leave the samples as the file has them. */
export function inSpace(picture: Sharp, { color, bits }: Layout): Sharp {
  const kept = picture.keepIccProfile();
  if (color === 'cmyk') return kept.pipelineColourspace('cmyk').toColourspace('cmyk');
  if (color === 'rgb') return kept.toColourspace(bits === 16 ? 'rgb16' : 'srgb');
  return kept.toColourspace(bits === 16 ? 'grey16' : 'b-w');
}
