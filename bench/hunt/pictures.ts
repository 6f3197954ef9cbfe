import sharp, { type Sharp } from 'sharp';
import { FACE, HEIGHT, scene, WIDTH } from './marks.js';

/** A way to store the scene. */
export interface Stored {
  readonly name: string;
  readonly format: 'jpeg' | 'png' | 'webp' | 'gif' | 'tiff' | 'avif';
  /** Whether EXIF says how it is to be turned. */
  readonly turned: boolean;
  /** The bytes, stored so that `orientation` makes it upright, without saying so yet. */
  readonly encode: (orientation: number) => Promise<Buffer>;
}

/** The upright picture, turned so that the orientation undoes it. Source: EXIF 2.32, 4.6.4, Orientation. */
async function lying(picture: Sharp, orientation: number): Promise<Sharp> {
  const turns: Record<number, (picture: Sharp) => Sharp> = {
    3: (upright) => upright.rotate(180),
    6: (upright) => upright.rotate(270),
    8: (upright) => upright.rotate(90),
  };
  if (orientation === 5) return sharp(await (await lying(picture, 8)).png().toBuffer()).flop();
  return sharp(await (turns[orientation]?.(picture) ?? picture).png().toBuffer());
}

/** The scene, with so little to be seen of the face and its surroundings. */
async function transparent(faceAlpha: number): Promise<Sharp> {
  const alpha = Buffer.alloc(WIDTH * HEIGHT, 255);
  for (let y = FACE.y - 4; y < FACE.y + FACE.height + 4; y++) {
    alpha.fill(faceAlpha, y * WIDTH + FACE.x - 4, y * WIDTH + FACE.x + FACE.width + 4);
  }
  const raw = { width: WIDTH, height: HEIGHT, channels: 1 } as const;
  // At once: what is joined is not turned with the rest.
  return sharp(await scene().joinChannel(alpha, { raw }).png().toBuffer());
}

async function frames(count: number): Promise<Buffer[]> {
  return Promise.all(Array.from({ length: count }, (_, frame) => scene(frame).png().toBuffer()));
}

function still(
  format: Stored['format'],
  name: string,
  encode: (picture: Sharp) => Sharp,
  source: () => Promise<Sharp> | Sharp = () => scene(),
): Stored {
  const turned = format === 'jpeg' || format === 'png' || format === 'webp' || format === 'tiff';
  return {
    name: `${format} ${name}`,
    format,
    turned,
    encode: async (orientation) => encode(await lying(await source(), orientation)).toBuffer(),
  };
}

function moving(format: Stored['format'], name: string, encode: (picture: Sharp) => Sharp): Stored {
  return {
    name: `${format} ${name}`,
    format,
    turned: false,
    encode: async () => encode(sharp(await frames(3), { join: { animated: true } })).toBuffer(),
  };
}

/** All ways: formats, depths, transparency, frames. */
export const STORED: readonly Stored[] = [
  still('jpeg', 'baseline', (picture) => picture.jpeg({ quality: 90 })),
  still('jpeg', 'progressive', (picture) => picture.jpeg({ quality: 90, progressive: true })),
  still('jpeg', 'grey', (picture) => picture.toColourspace('b-w').jpeg({ quality: 90 })),
  still('jpeg', 'CMYK', (picture) => picture.toColourspace('cmyk').jpeg({ quality: 90 })),
  still('png', '8 bits', (picture) => picture.png()),
  still('png', '16 bits', (picture) => picture.toColourspace('rgb16').png()),
  still('png', 'palette', (picture) => picture.png({ palette: true })),
  still('png', 'grey', (picture) => picture.toColourspace('b-w').png()),
  still(
    'png',
    'face behind transparency',
    (picture) => picture.png(),
    () => transparent(0),
  ),
  still(
    'png',
    '16 bits, face faint',
    (picture) => picture.toColourspace('rgb16').png(),
    () => transparent(20),
  ),
  still('webp', 'lossy', (picture) => picture.webp({ quality: 90 })),
  still('webp', 'lossless', (picture) => picture.webp({ lossless: true })),
  still(
    'webp',
    'face behind transparency',
    (picture) => picture.webp({ lossless: true, exact: true }),
    () => transparent(0),
  ),
  moving('webp', 'animated', (picture) => picture.webp({ lossless: true })),
  still('gif', 'still', (picture) => picture.gif()),
  moving('gif', 'animated', (picture) => picture.gif()),
  still('tiff', '8 bits', (picture) => picture.tiff({ compression: 'lzw' })),
  still('tiff', '16 bits', (picture) => picture.toColourspace('rgb16').tiff({ compression: 'none' })),
  still('tiff', 'JPEG', (picture) => picture.tiff({ compression: 'jpeg', quality: 90 })),
  still(
    'tiff',
    'face behind transparency',
    (picture) => picture.tiff({ compression: 'deflate' }),
    () => transparent(0),
  ),
  moving('tiff', 'pages', (picture) => picture.tiff({ compression: 'deflate' })),
  still('avif', '8 bits', (picture) => picture.avif({ quality: 80, effort: 0 })),
  still('avif', '10 bits', (picture) => picture.toColourspace('rgb16').avif({ quality: 80, effort: 0, bitdepth: 10 })),
  still(
    'avif',
    'face behind transparency',
    (picture) => picture.avif({ lossless: true, effort: 0 }),
    () => transparent(0),
  ),
];
