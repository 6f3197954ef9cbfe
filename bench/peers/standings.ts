import type { AnnotatedPhoto } from '../../src/datasets/annotations.js';
import { DIFFICULTIES, type DifficultySets } from '../../src/datasets/wider-face-sets.js';
import { type ExposurePoint, exposureOf, exposureRows } from '../../src/evaluate/exposure.js';
import { HEIGHT_RANGES, type HeightRange, rangeName } from '../../src/evaluate/heights.js';
import type { Counted } from '../../src/evaluate/matching.js';
import { photoKey } from '../../src/evaluate/predictions/photo-index.js';
import { WIDER_FACE } from '../../src/evaluate/protocols.js';
import { rankPredictions } from '../../src/evaluate/ranking.js';
import { score } from '../../src/evaluate/score.js';
import { scoreWiderFace } from '../../src/evaluate/wider-face.js';
import type { Detection } from './cache.js';
import type { Entrant } from './field.js';

/** Average precision over some of the faces; NaN where there is none of them. */
export interface Precision {
  /** `easy`, `medium`, `hard`, or heights in pixels as in `8–12`. */
  readonly name: string;
  readonly averagePrecision: number;
}

/** Where a contestant stands. */
export interface Standing {
  readonly id: string;
  readonly name: string;
  readonly input: string;
  readonly ours: boolean;
  readonly sets: readonly Precision[];
  readonly heights: readonly Precision[];
  /** Over the faces that farface is for, `TINY`. */
  readonly tiny: Precision;
  /** Which faces would stay visible if what was found were masked. */
  readonly exposed: readonly Pick<ExposurePoint, 'threshold' | 'falseMasks' | 'exposed' | 'ranges'>[];
  /** Mean time per photo. */
  readonly milliseconds: number;
  /** That time ÷ the reference's for the same photos in the same rounds. */
  readonly ratio: number;
}

/** Heights that the figure shows apart: where detectors differ most. */
const TINY: HeightRange = { from: 8, to: 16 };

/** Scores what an entrant found in the photos, all of which it must have seen. */
export function standingOf(
  { id, contestant: { name, input, ours }, cache }: Entrant,
  photos: readonly AnnotatedPhoto[],
  sets: DifficultySets,
): Standing {
  const detections = photos.map((photo) => cache.detections.get(photoKey(photo))!);
  const predictions = new Map(detections.map(({ photo, faces }) => [photo, faces]));
  const ranking = rankPredictions(photos, predictions, WIDER_FACE.overlap);
  const scores = scoreWiderFace(ranking, sets);
  const ofHeight = (range: HeightRange): Precision => {
    const counted = countHeight(photos, range);
    return { name: rangeName(range), averagePrecision: score(WIDER_FACE, ranking, counted).averagePrecision };
  };
  return {
    id,
    name,
    input,
    ours,
    sets: DIFFICULTIES.map((set) => ({ name: set, averagePrecision: scores[set].averagePrecision })),
    heights: HEIGHT_RANGES.map(ofHeight),
    tiny: ofHeight(TINY),
    exposed: exposureRows(exposureOf(photos, predictions)),
    milliseconds: sum(detections, ({ milliseconds }) => milliseconds) / detections.length,
    ratio:
      sum(detections, ({ milliseconds }) => milliseconds) /
      sum(detections, ({ referenceMilliseconds }) => referenceMilliseconds),
  };
}

/**
 * Asks for all marked faces of a height, as the peers' known numbers do: `farface evaluate` leaves out those that the
 * annotators could not judge, 7 % under 8 pixels, 4 % of 8–12, none of the taller ones.
 */
function countHeight(photos: readonly AnnotatedPhoto[], { from, to }: HeightRange): Counted {
  return photos.map(({ faces }) => faces.map(({ box }) => box.height >= from && box.height < to));
}

function sum(detections: readonly Detection[], value: (detection: Detection) => number): number {
  return detections.reduce((total, detection) => total + value(detection), 0);
}
