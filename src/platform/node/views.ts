import sharp from 'sharp';
import type { Image } from '../../image/image.js';
import { tiffOf } from '../../image/lay-tiff.js';
import type { Photo } from '../../image/photo.js';
import { transparencyOf, viewsOfRgba } from '../../image/transparency.js';

/**
 * All that can be seen of a frame, in 8-bit sRGB: one picture, or where it is transparent up to three. The first is laid on
 * white.
 */
export async function viewsOf({ frames }: Photo, index: number): Promise<Image[]> {
  const frame = frames[index]!;
  const { width, height, layout, samples, profile } = frame;
  if (layout.color === 'rgb' && !layout.hasAlpha && !profile && samples instanceof Uint8Array) {
    return [{ width, height, data: samples }];
  }
  const picture = sharp(tiffOf([frame]), { limitInputPixels: false }).toColourspace('srgb');
  // With a profile sharp works on 16 bits in Display P3, and would hand those numbers out as if they were sRGB.
  if (layout.bits === 16 && profile) picture.withIccProfile('srgb', { attach: false });
  const data = await picture.raw({ depth: 'uchar' }).toBuffer();
  if (!layout.hasAlpha && data.length === width * height * 3) return [{ width, height, data }];
  return viewsOfRgba(data, width, height, transparencyOf(samples, layout));
}
