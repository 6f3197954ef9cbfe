import { iou } from '../geometry/box.js';
import type { Face } from '../geometry/face.js';
import type { Track } from './track.js';

/** As for regions: a detection that overlaps a track's box by more than this (IoU) is of the same face. */
const SAME = 0.2;

/**
 * What is to be remembered of a frame once it is gone, where tracks are linked again and again over the frames at hand: faces of
 * hidden tracks count as sure from then on, so that a face stays hidden for as long as it is followed.
 *
 * @param faces of the frame, in pixels of the upright picture
 * @param frame its number, as in the tracks' boxes
 * @param threshold from which on a face is sure, 0 to 1
 * @example
 * const box = { x: 10, y: 10, width: 8, height: 10 };
 * const boxes = [{ frame: 0, box, origin: 'detected' as const }];
 * const tracks = [{ id: 1, boxes, hidden: true, confidence: 0.9 }];
 * console.log(carryHidden([{ box, score: 0.12 }], tracks, 0, 0.35)); // [{ box, score: 0.35 }]
 */
export function carryHidden(
  faces: readonly Face[],
  tracks: readonly Track[],
  frame: number,
  threshold: number,
): readonly Face[] {
  const hidden = tracks.flatMap(({ hidden, boxes }) => {
    // One a frame, without a gap.
    const own = hidden && boxes.length > 0 ? boxes[frame - boxes[0]!.frame] : undefined;
    return own ? [own.box] : [];
  });
  return faces.map((face) =>
    face.score < threshold && hidden.some((box) => iou(box, face.box) > SAME) ? { ...face, score: threshold } : face,
  );
}
