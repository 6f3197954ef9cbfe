import type { Face } from './face.js';
import { OverlapIndex } from './overlap-index.js';

/**
 * Greedy non-maximum suppression: faces in the order of their scores, each dropped if its IoU with one that was kept
 * is above the threshold. Equal scores keep their order; one that is no number comes last, so that it takes no other's place.
 *
 * @param iouThreshold 0 to 1: at 0 no two overlapping boxes remain, at 1 all boxes do.
 * @returns the faces that remain, best first.
 */
export function suppress(faces: readonly Face[], iouThreshold: number): Face[] {
  const index = new OverlapIndex<Face>(iouThreshold);
  const kept: Face[] = [];
  for (const face of [...faces].sort(byScore)) {
    if (index.some(face.box)) continue;
    kept.push(face);
    index.add(face);
  }
  return kept;
}

/** Best first: an order for `sort` that holds whatever the scores are. */
export function byScore({ score: a }: Pick<Face, 'score'>, { score: b }: Pick<Face, 'score'>): number {
  if (Number.isNaN(a) || Number.isNaN(b)) return Number(Number.isNaN(a)) - Number(Number.isNaN(b));
  return b - a;
}
