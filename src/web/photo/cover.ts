import { size } from '../../geometry/box.js';
import type { Image } from '../../image/image.js';
import { appearanceOf } from './appearance.js';
import { type Hidden, type Look, type MaskPixels, maskPixels } from './look.js';

/** What is seen instead of a face: pixels of a rectangle, of which those in the spans of the mask are shown. */
export interface Cover {
  readonly mask: MaskPixels;
  readonly pixels: Image;
}

/** The cover of a face; undefined where its mask lies outside of the photo. */
export function coverOf(photo: Image, { box, round }: Hidden, look: Look): Cover | undefined {
  const mask = maskPixels(box, look, photo.width, photo.height);
  if (mask === undefined) return undefined;
  return { mask, pixels: appearanceOf(look.hiding, size(box), round)(cut(photo, mask)) };
}

/** A copy of the photo with the faces hidden. Where masks overlap, the later one is what is seen. */
export function covered(photo: Image, faces: readonly Hidden[], look: Look): Image {
  const { width, height } = photo;
  const data = new Uint8Array(photo.data);
  for (const face of faces) {
    const cover = coverOf(photo, face, look);
    if (cover === undefined) continue;
    const { mask, pixels } = cover;
    for (const { y, from, to } of mask.spans) {
      const start = 3 * ((y - mask.y) * mask.width + from - mask.x);
      data.set(pixels.data.subarray(start, start + 3 * (to - from)), 3 * (y * width + from));
    }
  }
  return { width, height, data };
}

function cut(photo: Image, { x, y, width, height }: MaskPixels): Image {
  const data = new Uint8Array(width * height * 3);
  for (let row = 0; row < height; row += 1) {
    const start = 3 * ((y + row) * photo.width + x);
    data.set(photo.data.subarray(start, start + 3 * width), 3 * row * width);
  }
  return { width, height, data };
}
