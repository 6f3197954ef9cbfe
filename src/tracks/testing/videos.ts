import type { Box } from '../../geometry/box.js';
import type { Face } from '../../geometry/face.js';
import type { FrameFaces } from '../track.js';

/** Frames a second. */
export const RATE = 25;

export const PICTURE = { width: 640, height: 360 };

export function face(x: number, y: number, side: number, score = 0.9): Face {
  return { box: { x, y, width: side, height: side }, score };
}

/** A video of so many frames. */
export function video(count: number, facesOf: (index: number) => readonly Face[]): FrameFaces[] {
  return Array.from({ length: count }, (_, index) => ({ time: index / RATE, faces: facesOf(index) }));
}

/** Whether one of the regions holds all of a box, but for a hundredth of a pixel. */
export function covers(regions: readonly Box[], box: Box): boolean {
  return regions.some((region) => {
    const left = region.x <= box.x + 0.01 && region.x + region.width >= box.x + box.width - 0.01;
    return left && region.y <= box.y + 0.01 && region.y + region.height >= box.y + box.height - 0.01;
  });
}
