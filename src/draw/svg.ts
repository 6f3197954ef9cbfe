import sharp from 'sharp';
import type { Image } from '../image/image.js';
import { offerFonts } from './fonts.js';

/** Pixels per inch at which one unit of an SVG is one pixel. */
const UNIT_DENSITY = 72;

/**
 * Draws SVG that farface made itself (what comes from outside could refer to other files) on white.
 *
 * @param scale pixels per unit of the SVG
 */
export async function drawSvg(svg: string, scale = 1): Promise<Image> {
  const { data, info } = await open(svg, scale).raw().toBuffer({ resolveWithObject: true });
  return { width: info.width, height: info.height, data };
}

/** As `drawSvg`, to the bytes of a PNG file. */
export async function svgToPng(svg: string, scale = 1): Promise<Uint8Array> {
  return await open(svg, scale).png({ compressionLevel: 9 }).toBuffer();
}

/** A copy of the picture with an SVG of the same size, transparent where nothing is drawn, laid over it. */
export async function drawOver({ width, height, data }: Image, svg: string): Promise<Image> {
  offerFonts();
  const picture = await sharp(data, { raw: { width, height, channels: 3 }, limitInputPixels: false })
    .composite([{ input: Buffer.from(svg), density: UNIT_DENSITY }])
    .removeAlpha()
    .raw()
    .toBuffer();
  return { width, height, data: picture };
}

function open(svg: string, scale: number) {
  offerFonts();
  return sharp(Buffer.from(svg), { density: UNIT_DENSITY * scale })
    .flatten({ background: 'white' })
    .toColourspace('srgb');
}
