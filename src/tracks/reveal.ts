import { type Box, iou } from '../geometry/box.js';
import { withHidden } from './packed-boxes.js';
import type { Track } from './track.js';

/** Where a face that is to stay visible is: in one frame, or in whichever. */
export interface KeptFace extends Box {
  readonly frame?: number;
}

/** As for photos: a face is the one that is kept where they overlap by more than this (IoU). */
const SAME = 1 / 3;

/**
 * Reveals tracks as a whole: those that lie on a kept face in its frame. All others stay as they are.
 *
 * @param kept in pixels of the upright frame
 * @example
 * const box = { x: 10, y: 10, width: 8, height: 10 };
 * const boxes = [{ frame: 0, box, origin: 'detected' as const }];
 * const [track] = revealTracks([{ id: 1, boxes, hidden: true, confidence: 0.9 }], [{ ...box, frame: 0 }]);
 * console.log(track?.hidden); // false
 */
export function revealTracks(tracks: readonly Track[], kept: readonly KeptFace[]): Track[] {
  return tracks.map((track) => (kept.some((face) => isOn(track, face)) ? withHidden(track, false) : track));
}

function isOn({ boxes }: Track, kept: KeptFace): boolean {
  return boxes.some(({ frame, box }) => (kept.frame ?? frame) === frame && iou(box, kept) > SAME);
}
