import sharp from 'sharp';
import type { Box } from '../geometry/box.js';
import type { Image } from '../image/image.js';

/** A picture that a page carries within itself. */
export interface Embedded {
  readonly width: number;
  readonly height: number;
  /** `data:image/jpeg;base64,…` */
  readonly url: string;
}

/** Of 1 to 100. */
const QUALITY = 80;

/**
 * The picture as JPEG, scaled down where its longer side has more than `side` pixels. WebP would be a quarter
 * smaller but take 40 times as long, and printing to PDF would unpack it.
 */
export async function embed({ width, height, data }: Image, side: number): Promise<Embedded> {
  const small = await sharp(data, { raw: { width, height, channels: 3 }, limitInputPixels: false })
    .resize(side, side, { fit: 'inside', withoutEnlargement: true })
    .jpeg({ quality: QUALITY })
    .toBuffer({ resolveWithObject: true });
  const url = `data:image/jpeg;base64,${small.data.toString('base64')}`;
  return { width: small.info.width, height: small.info.height, url };
}

/** How much of what is around a face its picture shows: so many times its longer side. */
const CONTEXT = 2.5;

/** The surroundings of a box as a square JPEG of `side` × `side`; what lies beyond the picture is black. */
export async function embedAround({ width, height, data }: Image, box: Box, side: number): Promise<string> {
  const wide = Math.max(8, Math.round(CONTEXT * Math.max(box.width, box.height)));
  const left = Math.round(box.x + box.width / 2 - wide / 2);
  const top = Math.round(box.y + box.height / 2 - wide / 2);
  const from = { left: Math.min(Math.max(left, 0), width - 1), top: Math.min(Math.max(top, 0), height - 1) };
  const to = {
    right: Math.min(Math.max(left + wide, from.left + 1), width),
    bottom: Math.min(Math.max(top + wide, from.top + 1), height),
  };
  const cut = await sharp(data, { raw: { width, height, channels: 3 }, limitInputPixels: false })
    .extract({ ...from, width: to.right - from.left, height: to.bottom - from.top })
    .resize(side, side, { fit: 'contain', background: '#000' })
    .jpeg({ quality: QUALITY })
    .toBuffer();
  return `data:image/jpeg;base64,${cut.toString('base64')}`;
}
