import type { Metadata } from 'sharp';
import { InputError } from '../../errors/errors.js';
import type { Properties } from '../../image/photo.js';
import type { Layout } from '../../image/samples.js';
import { TIFF_JPEG, type TiffPage } from '../../image/tiff-pages.js';

const COLORS: Record<string, Layout['color']> = {
  srgb: 'rgb',
  rgb16: 'rgb',
  'b-w': 'grey',
  grey16: 'grey',
  cmyk: 'cmyk',
};
const CHANNELS = { grey: 1, rgb: 3, cmyk: 4 } as const;

/** What TIFF's channels may mean: grey (white or black is 0), RGB, a palette's colours, inks. Source: TIFF 6.0, section 8. */
const PHOTOMETRIC: ReadonlySet<number | undefined> = new Set([undefined, 0, 1, 2, 3, 5]);
/** Brightness and two differences of colour. Decoders turn these into RGB with JPEG alone. */
const YCBCR = 6;

/** What sharp calls the types of samples that are not taken. */
const TYPES: Record<string, string> = {
  char: 'signed 8-bit',
  short: 'signed 16-bit',
  int: 'signed 32-bit',
  uint: '32-bit',
  float: 'floating-point',
  double: 'floating-point',
  complex: 'complex',
  dpcomplex: 'complex',
};

/** What a header says beside the picture. */
export function propertiesOf({ density, exif, xmp, iptc }: Partial<Metadata>): Properties {
  return { density, exif, xmp, iptc };
}

/**
 * How the samples of a picture, or of a page, are laid out.
 *
 * @throws InputError that begins with `name` where what they mean is not known, so that nobody could tell what a picture
 * of them shows
 */
export function layoutOf(
  { space, depth, channels, hasAlpha }: Metadata,
  page: TiffPage | undefined,
  name: string,
): Layout {
  if (depth !== 'uchar' && depth !== 'ushort') {
    throw new InputError(
      `${name}: has ${TYPES[depth] ?? depth} samples, of which nobody can say what is black and what is white; ` +
        'expected 8 or 16 bits without sign. Convert it to one of them first.',
    );
  }
  const color = COLORS[space];
  if (!color || (color === 'cmyk' && (hasAlpha || depth === 'ushort'))) {
    const deep = depth === 'ushort' ? '16-bit ' : '';
    throw new InputError(
      `${name}: has ${deep}colours of the kind ${space}${hasAlpha ? ' with more channels' : ''}, which cannot be read; ` +
        'expected grey, RGB or 8-bit CMYK. Convert it to RGB first.',
    );
  }
  if (page && !PHOTOMETRIC.has(page.photometric) && !(page.photometric === YCBCR && TIFF_JPEG.has(page.compression))) {
    throw new InputError(
      `${name}: has colours of TIFF's kind ${page.photometric} (PhotometricInterpretation), which would be shown wrongly; ` +
        'expected grey, RGB, a palette, CMYK, or YCbCr in JPEG. Convert it to RGB first.',
    );
  }
  const extra = channels - CHANNELS[color];
  const meaning = page?.extraSamples[0];
  if (extra !== (hasAlpha ? 1 : 0) || (page && hasAlpha && meaning !== 1 && meaning !== 2)) {
    throw new InputError(
      `${name}: has ${extra} more ${extra === 1 ? 'channel' : 'channels'} than its colours, and does not say what ` +
        `${extra === 1 ? 'it means' : 'they mean'}; expected none, or one of transparency. Save it without ${extra === 1 ? 'it' : 'them'} first.`,
    );
  }
  return { color, hasAlpha, channels: channels as Layout['channels'], bits: depth === 'ushort' ? 16 : 8 };
}
