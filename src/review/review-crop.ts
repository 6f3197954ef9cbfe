import { annotate } from '../draw/annotate.js';
import { transform } from '../geometry/box.js';
import type { Image } from '../image/image.js';
import { fromPlanes } from '../image/planes.js';
import { resample } from '../image/resample.js';
import type { HiddenRegion } from '../redact/region.js';

/** Side of a crop on a contact sheet, in pixels. */
export const CROP = 112;

/** A crop shows this many times the face's longer side, so that a person sees where it is. */
const CONTEXT = 3;

const WHITE = 255;

/** The surroundings of a region, `CROP` × `CROP`, with a frame and the score around what the detector found; beyond the photo white. */
export async function cropOf(image: Image, { box, score }: HiddenRegion): Promise<Image> {
  const side = CONTEXT * Math.max(box.width, box.height);
  const window = { x: box.x + (box.width - side) / 2, y: box.y + (box.height - side) / 2, scale: CROP / side };
  const { planes } = resample(image, { ...window, flip: false }, CROP);
  const crop = fromPlanes(planes, CROP, CROP);
  for (let pixel = 0; pixel < CROP * CROP; pixel++) {
    const x = window.x + ((pixel % CROP) + 0.5) / window.scale;
    const y = window.y + (Math.floor(pixel / CROP) + 0.5) / window.scale;
    if (x < 0 || y < 0 || x > image.width || y > image.height) crop.data.fill(WHITE, pixel * 3, pixel * 3 + 3);
  }
  if (score === undefined) return crop;
  const inCrop = transform(box, window.scale, -window.x * window.scale, -window.y * window.scale);
  return annotate(crop, [{ box: inCrop, score }]);
}
