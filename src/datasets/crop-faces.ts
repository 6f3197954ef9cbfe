import { area, type Box, clip, size as sizeOf } from '../geometry/box.js';
import type { Window } from '../image/resample.js';
import type { AnnotatedFace } from './annotations.js';
import type { CropSettings } from './crop-settings.js';

/** A face in a crop. */
export interface CropFace {
  /** The whole face in pixels of the crop; it may reach over the crop's border. */
  readonly box: Box;
  /** Neither a positive nor a negative: invalid, too small to tell, or cut off by the crop's border. */
  readonly ignore: boolean;
}

/** The faces of a photo as they lie in the crop that the window makes of it; those wholly outside are left out. */
export function facesInCrop(faces: readonly AnnotatedFace[], window: Window, settings: CropSettings): CropFace[] {
  return faces.flatMap(({ box: inPhoto, invalid }) => {
    const box = toCrop(inPhoto, window, settings.size);
    const visible = area(clip(box, settings.size, settings.size));
    if (visible === 0) return [];
    const ignore = invalid || sizeOf(box) < settings.leastFace || visible < settings.leastVisible * area(box);
    return [{ box, ignore }];
  });
}

/** A box of the photo in pixels of the crop. */
function toCrop(box: Box, { x, y, scale, flip }: Window, size: number): Box {
  const width = box.width * scale;
  const left = (box.x - x) * scale;
  return {
    x: flip ? size - left - width : left,
    y: (box.y - y) * scale,
    width,
    height: box.height * scale,
  };
}
