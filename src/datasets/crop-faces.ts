import { area, type Box, clip, rescale, size as sizeOf } from '../geometry/box.js';
import type { Window } from '../image/resample.js';
import type { AnnotatedFace } from './annotations.js';
import type { CropSettings } from './crop-settings.js';

/** A face in a crop. */
export interface CropFace {
  /** The whole face in pixels of the crop; it may reach over the crop's border. */
  readonly box: Box;
  /** Neither a positive nor a negative: invalid, too small to tell, or cut off by the crop's border. */
  readonly ignore: boolean;
  /** As the photo's face has it. */
  readonly confidence?: number;
}

/** The faces of a photo as they lie in the crop that the window makes of it; those wholly outside are left out. */
export function facesInCrop(faces: readonly AnnotatedFace[], window: Window, settings: CropSettings): CropFace[] {
  return faces.flatMap(({ box: inPhoto, invalid, confidence }) => {
    const box = toCrop(inPhoto, window, settings.size);
    const visible = area(clip(box, settings.size, settings.size));
    if (visible === 0) return [];
    const ignore = invalid || sizeOf(box) < settings.leastFace || visible < settings.leastVisible * area(box);
    return [{ box, ignore, ...(confidence !== undefined && { confidence }) }];
  });
}

/** What is left of boxes that would shrink to nothing, so that they are ignored and not background. */
const LEAST_SIDE = 0.5;

/**
 * A box of the photo in pixels of the crop; in both it includes its last pixels. Without that small faces would be half
 * a pixel aside where the crop is mirrored, and shrunk ones a pixel larger than those that are small in the photo.
 */
function toCrop(box: Box, { x, y, scale, flip }: Window, size: number): Box {
  const inCrop = rescale({ ...box, x: box.x - x, y: box.y - y }, scale);
  const width = Math.max(inCrop.width, LEAST_SIDE);
  const height = Math.max(inCrop.height, LEAST_SIDE);
  return { x: flip ? size - inCrop.x - width - 1 : inCrop.x, y: inCrop.y, width, height };
}
