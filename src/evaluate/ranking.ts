import type { AnnotatedFace, AnnotatedPhoto } from '../datasets/annotations.js';
import type { Box } from '../geometry/box.js';
import type { Face } from '../geometry/face.js';
import { photoKey } from './predictions/photo-index.js';

/** What was found, by `photoKey`. Photos may lack, if nothing was found in them. */
export type Predictions = ReadonlyMap<string, readonly Face[]>;

/** How far a prediction and a marked face cover each other, 0 to 1. */
export type Overlap = (prediction: Box, face: AnnotatedFace) => number;

/** A prediction may be right about a face only if they overlap by this, in all protocols. */
export const MIN_OVERLAP = 0.5;

/** All predictions of a data set, the surest first. Which faces are asked for does not matter yet. */
export interface Ranking {
  readonly photos: readonly AnnotatedPhoto[];
  /** `[predictions]`, falling. */
  readonly scores: Float64Array;
  /** `[predictions]`, index of the prediction's photo. */
  readonly photoOf: Int32Array;
  /** `[predictions]`, index of the prediction among those of its photo, as they were given. */
  readonly indexInPhoto: Int32Array;
  /** `[predictions]`, the faces of its photo that the prediction overlaps by `MIN_OVERLAP`, the best first. */
  readonly candidates: readonly (readonly number[])[];
}

const NO_CANDIDATE: readonly number[] = [];

/**
 * Ranks the predictions for `photos` by score and finds the faces that each could mean. Predictions for other photos are
 * left aside. Equal scores keep their order.
 */
export function rankPredictions(
  photos: readonly AnnotatedPhoto[],
  predictions: Predictions,
  overlap: Overlap,
): Ranking {
  const rows = photos.flatMap((photo, photoIndex) =>
    (predictions.get(photoKey(photo)) ?? []).map(({ box, score }, index) => ({
      score,
      photoIndex,
      index,
      candidates: candidatesOf(box, photo.faces, overlap),
    })),
  );
  rows.sort((a, b) => b.score - a.score);
  return {
    photos,
    scores: Float64Array.from(rows, ({ score }) => score),
    photoOf: Int32Array.from(rows, ({ photoIndex }) => photoIndex),
    indexInPhoto: Int32Array.from(rows, ({ index }) => index),
    candidates: rows.map(({ candidates }) => candidates),
  };
}

function candidatesOf(box: Box, faces: readonly AnnotatedFace[], overlap: Overlap): readonly number[] {
  const found: { face: number; overlap: number }[] = [];
  for (let face = 0; face < faces.length; face++) {
    const value = overlap(box, faces[face]!);
    if (value >= MIN_OVERLAP) found.push({ face, overlap: value });
  }
  if (found.length === 0) return NO_CANDIDATE;
  return found.sort((a, b) => b.overlap - a.overlap).map(({ face }) => face);
}
