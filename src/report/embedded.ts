import sharp from 'sharp';
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
