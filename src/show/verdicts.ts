import type { AnnotatedFace, AnnotatedPhoto } from '../datasets/annotations.js';
import { operatingPoint } from '../evaluate/curve.js';
import { OUTCOME } from '../evaluate/matching.js';
import { photoKey } from '../evaluate/predictions/photo-index.js';
import type { Protocol } from '../evaluate/protocols.js';
import { type Predictions, rankPredictions } from '../evaluate/ranking.js';
import { countFaces } from '../evaluate/score.js';
import type { Box } from '../geometry/box.js';

/** A marked face: found, missed, or not judged because the annotators could not. */
export interface FaceVerdict {
  readonly face: AnnotatedFace;
  readonly verdict: 'found' | 'missed' | 'not judged';
}

/** A detection: right, a false alarm, or not judged because it means a face that is not. */
export interface DetectionVerdict {
  readonly box: Box;
  readonly verdict: 'right' | 'false alarm' | 'not judged';
}

/** What is right and wrong in a photo at a score threshold. */
export interface PhotoVerdict {
  readonly photo: AnnotatedPhoto;
  readonly faces: readonly FaceVerdict[];
  readonly detections: readonly DetectionVerdict[];
  readonly found: number;
  readonly missed: number;
  readonly falseAlarms: number;
}

export interface Verdicts {
  /** Detections with at least this score are shown. */
  readonly threshold: number;
  /** The worst first: the most misses and false alarms. */
  readonly photos: readonly PhotoVerdict[];
}

/** Which detections are shown: those of a score, or of the lowest score at which the precision is still this. */
export type Choice = { readonly threshold: number } | { readonly precision: number };

const DETECTION_VERDICT = {
  [OUTCOME.right]: 'right',
  [OUTCOME.wrong]: 'false alarm',
  [OUTCOME.neither]: 'not judged',
} as const;

/** RegionVerifier the detections in all photos, for faces of all heights. Where a precision is never reached, all are shown. */
export function judgePhotos(
  protocol: Protocol,
  photos: readonly AnnotatedPhoto[],
  predictions: Predictions,
  choice: Choice,
): Verdicts {
  const ranking = rankPredictions(photos, predictions, protocol.overlap);
  const counted = countFaces(ranking, () => true);
  const { outcomes, faceOf } = protocol.match(ranking, counted);
  const faces = counted.flat().filter(Boolean).length;
  const threshold =
    'threshold' in choice
      ? choice.threshold
      : operatingPoint(protocol.curve(ranking.scores, outcomes, faces), choice.precision).threshold;

  const found = photos.map(() => new Set<number>());
  const detections = photos.map((): DetectionVerdict[] => []);
  for (let rank = 0; rank < ranking.scores.length && !(ranking.scores[rank]! < threshold); rank++) {
    const photo = ranking.photoOf[rank]!;
    const { box } = predictions.get(photoKey(photos[photo]!))![ranking.indexInPhoto[rank]!]!;
    const outcome = outcomes[rank] as keyof typeof DETECTION_VERDICT;
    detections[photo]!.push({ box, verdict: DETECTION_VERDICT[outcome] });
    if (faceOf[rank]! >= 0) found[photo]!.add(faceOf[rank]!);
  }
  const verdicts = photos.map((photo, index) => verdictOf(photo, counted[index]!, found[index]!, detections[index]!));
  const errors = ({ missed, falseAlarms }: PhotoVerdict) => missed + falseAlarms;
  return { threshold, photos: verdicts.sort((a, b) => errors(b) - errors(a)) };
}

function verdictOf(
  photo: AnnotatedPhoto,
  counted: readonly boolean[],
  found: ReadonlySet<number>,
  detections: readonly DetectionVerdict[],
): PhotoVerdict {
  const faces = photo.faces.map((face, index): FaceVerdict => {
    return { face, verdict: !counted[index] ? 'not judged' : found.has(index) ? 'found' : 'missed' };
  });
  return {
    photo,
    faces,
    detections,
    found: found.size,
    missed: faces.filter(({ verdict }) => verdict === 'missed').length,
    falseAlarms: detections.filter(({ verdict }) => verdict === 'false alarm').length,
  };
}
