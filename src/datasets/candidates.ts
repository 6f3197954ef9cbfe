import { area, type Box, intersection, iou } from '../geometry/box.js';
import type { Face } from '../geometry/face.js';
import type { AnnotatedFace } from './annotations.js';

/** Which of a detector's boxes teach the second stage, and as what. Overlaps are IoU, 0 to 1. */
export interface CandidateSettings {
  /** A box that overlaps a valid face by this shows a face. */
  readonly faceOverlap: number;
  /** A box that overlaps every face by less shows none. Boxes in between teach nothing. */
  readonly nonFaceOverlap: number;
  /** A box of which this share lies on a face that the annotators could not judge is never a non-face. */
  readonly ignoredShare: number;
  /** Most faces of one photo, or a few crowds would be all that training sees. */
  readonly mostFaces: number;
  /** Non-faces of one photo: so many times its faces, but at least `leastNonFaces`; the surest mistakes first. */
  readonly nonFacesPerFace: number;
  readonly leastNonFaces: number;
}

export const CANDIDATE_SETTINGS: CandidateSettings = {
  faceOverlap: 0.5,
  nonFaceOverlap: 0.3,
  ignoredShare: 0.3,
  mostFaces: 60,
  nonFacesPerFace: 1,
  leastNonFaces: 12,
};

/** A detector's box of which we know whether it shows a face. */
export interface Candidate {
  readonly box: Box;
  /** The detector's score, 0 to 1. */
  readonly score: number;
  /** The marked face that it shows; undefined for a non-face. */
  readonly truth: Box | undefined;
}

/**
 * Labels a detector's boxes by the faces that are marked in the photo.
 *
 * @param found in any order
 * @returns the faces and then the non-faces, each the surest first
 */
export function labelCandidates(
  found: readonly Face[],
  marked: readonly AnnotatedFace[],
  settings: CandidateSettings = CANDIDATE_SETTINGS,
): Candidate[] {
  const faces: Candidate[] = [];
  const nonFaces: Candidate[] = [];
  for (const { box, score } of [...found].sort((a, b) => b.score - a.score)) {
    const near = marked.filter((face) => intersection(box, face.box) > 0);
    const valid = near.filter(({ invalid }) => !invalid).sort((a, b) => iou(box, b.box) - iou(box, a.box));
    if (valid[0] && iou(box, valid[0].box) >= settings.faceOverlap) {
      faces.push({ box, score, truth: valid[0].box });
    } else if (near.every((face) => isApart(box, face, settings))) {
      nonFaces.push({ box, score, truth: undefined });
    }
  }
  const kept = faces.slice(0, settings.mostFaces);
  const wanted = Math.max(settings.leastNonFaces, Math.round(settings.nonFacesPerFace * kept.length));
  return [...kept, ...nonFaces.slice(0, wanted)];
}

function isApart(box: Box, face: AnnotatedFace, settings: CandidateSettings): boolean {
  if (face.invalid && intersection(box, face.box) >= settings.ignoredShare * area(box)) return false;
  return iou(box, face.box) < settings.nonFaceOverlap;
}
