import type { Image } from '../../image/image.js';
import { type Hidden, type Look, maskPixels } from './look.js';

/** Levels of 255 by which a saved mask may differ from the one that was painted: on the mean, and anywhere. */
const MEAN = 16;
const ANYWHERE = 112;

/** Levels by which the whole picture may: more, and it is not the picture that was to be saved. */
const PICTURE = 12;

/**
 * Whether a saved picture, decoded again, shows what was painted: each mask as it was, lossy compression aside, and
 * the rest about the same.
 *
 * @returns what is wrong; undefined where all is well
 */
export function difference(
  saved: Image,
  painted: Image,
  faces: readonly Hidden[],
  look: Look,
): 'size' | 'picture' | 'mask' | undefined {
  if (saved.width !== painted.width || saved.height !== painted.height) return 'size';
  if (meanDifference(saved.data, painted.data) > PICTURE) return 'picture';
  const holds = faces.every(({ box }) => {
    const mask = maskPixels(box, look, painted.width, painted.height);
    if (mask === undefined) return true;
    let [sum, count, most] = [0, 0, 0];
    for (const { y, from, to } of mask.spans) {
      for (let at = 3 * (y * painted.width + from); at < 3 * (y * painted.width + to); at += 1) {
        const off = Math.abs(saved.data[at]! - painted.data[at]!);
        sum += off;
        count += 1;
        most = Math.max(most, off);
      }
    }
    return sum <= MEAN * count && most <= ANYWHERE;
  });
  return holds ? undefined : 'mask';
}

/** Of every 31st sample: a picture of 100 megapixels has enough of them, and 31 meets all channels. */
function meanDifference(a: Uint8Array, b: Uint8Array): number {
  let [sum, count] = [0, 0];
  for (let at = 0; at < a.length; at += 31) {
    sum += Math.abs(a[at]! - b[at]!);
    count += 1;
  }
  return sum / count;
}
