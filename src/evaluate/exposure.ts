import type { AnnotatedFace, AnnotatedPhoto } from '../datasets/annotations.js';
import { area, type Box, intersection } from '../geometry/box.js';
import { ATTRIBUTES } from './attributes.js';
import { HEIGHT_RANGES } from './heights.js';
import { photoKey } from './predictions/photo-index.js';
import type { Predictions } from './ranking.js';

/** Size of a mask over the size of the box that was found, about its centre: `redact`'s default. */
export const MASK_SCALE = 1.3;

/** A face is hidden where one mask covers this share of its box. */
const HIDDEN = 0.8;

/** A detection means no face where its mask shares less than this, of the detection's own area, with any marked face. */
const TOUCHED = 0.2;

/** At how many false masks a photo exposure is told where nothing else is asked for. */
export const FALSE_MASKS = [1, 2, 4, 8] as const;

/** What stays visible at one threshold. */
export interface ExposurePoint {
  /** Detections from this score on are masked; infinite where none is. */
  readonly threshold: number;
  /** Masks over no marked face, a photo. */
  readonly falseMasks: number;
  /** Share of faces that no mask hides, 0 to 1; NaN where there are none. */
  readonly exposed: number;
  /** The same for each of `HEIGHT_RANGES`. */
  readonly ranges: readonly number[];
}

/** Which faces predictions hide, at every threshold. */
export interface Exposure {
  readonly photos: number;
  /** Faces of each of `HEIGHT_RANGES`: marked, and such that the annotators could judge them. */
  readonly faces: readonly number[];
  /** For each of these faces, photo by photo, the score from which on it is exposed: that of the surest box that hides it. */
  readonly hiddenFrom: readonly (readonly FaceExposure[])[];
  /** The same for the faces that the annotators could not judge, which count in nothing else. */
  readonly unjudged: readonly FaceExposure[];
  /** Scores of detections that mean no marked face, photo by photo. */
  readonly falseScores: readonly (readonly number[])[];
}

/** One marked face. */
export interface FaceExposure {
  readonly face: AnnotatedFace;
  /** Index in `HEIGHT_RANGES`. */
  readonly range: number;
  /** −∞ where no box hides it. */
  readonly score: number;
}

/**
 * What would stay visible in photos that are masked by predictions: the faces of 4 pixels and more of which less than 80 %
 * lies under one box enlarged to 1.3 about its centre; and the false masks, boxes that, so enlarged, share less than 20 % of
 * their area with any face, those that cannot be judged included.
 *
 * @param photos with their marked faces
 * @param predictions by photo; scores are kept as they are
 * @example
 * const benchmark = await openWiderFace('wider');
 * const subset = chooseSubset(benchmark.photos, {}, benchmark.missing);
 * const predictions = await readPredictions('faces.jsonl', subset.photos, new Problems());
 * const exposure = exposureOf(subset.photos, predictions);
 * const { threshold, exposed } = exposureAt(exposure, thresholdFor(exposure, 2)); // at two false masks a photo
 */
export function exposureOf(photos: readonly AnnotatedPhoto[], predictions: Predictions): Exposure {
  const hiddenFrom: FaceExposure[][] = [];
  const unjudged: FaceExposure[] = [];
  const falseScores: number[][] = [];
  for (const photo of photos) {
    const found = (predictions.get(photoKey(photo)) ?? [])
      .filter(({ score }) => !Number.isNaN(score))
      .map(({ box, score }) => ({ box, score, mask: enlarge(box) }));
    const faces = photo.faces.flatMap((face) => {
      const { box } = face;
      const range = HEIGHT_RANGES.findIndex(({ from, to }) => box.height >= from && box.height < to);
      if (range < 0) return [];
      const enough = HIDDEN * (area(box) + TINY);
      const score = found.reduce(
        (best, one) => (one.score > best && intersection(box, one.mask) >= enough ? one.score : best),
        Number.NEGATIVE_INFINITY,
      );
      return [{ face, range, score }];
    });
    hiddenFrom.push(faces.filter(({ face }) => !face.invalid));
    unjudged.push(...faces.filter(({ face }) => face.invalid));
    const isFalse = ({ box, mask }: { box: Box; mask: Box }) =>
      photo.faces.every((face) => intersection(face.box, mask) < TOUCHED * (area(box) + TINY));
    falseScores.push(found.filter(isFalse).map(({ score }) => score));
  }
  const faces = HEIGHT_RANGES.map((_, range) => hiddenFrom.flat().filter((face) => face.range === range).length);
  return { photos: photos.length, faces, hiddenFrom, unjudged, falseScores };
}

/** Keeps boxes without an area from being divided by 0. */
const TINY = 1e-9;

function enlarge({ x, y, width, height }: Box): Box {
  const margin = (MASK_SCALE - 1) / 2;
  return { x: x - margin * width, y: y - margin * height, width: MASK_SCALE * width, height: MASK_SCALE * height };
}

/**
 * What stays visible at a threshold.
 *
 * @param threshold a detection's score from which on it is masked
 * @example
 * const benchmark = await openWiderFace('wider');
 * const subset = chooseSubset(benchmark.photos, {}, benchmark.missing);
 * const predictions = await readPredictions('faces.jsonl', subset.photos, new Problems());
 * const { exposed, falseMasks } = exposureAt(exposureOf(subset.photos, predictions), 0.3);
 */
export function exposureAt(
  { photos, faces, hiddenFrom, falseScores }: Omit<Exposure, 'unjudged'>,
  threshold: number,
): ExposurePoint {
  const exposed = faces.map(() => 0);
  for (const { range, score } of hiddenFrom.flat()) if (score < threshold) exposed[range]! += 1;
  const wrong = falseScores.flat().filter((score) => score >= threshold).length;
  const sum = (values: readonly number[]) => values.reduce((total, value) => total + value, 0);
  return {
    threshold,
    falseMasks: wrong / photos,
    exposed: sum(exposed) / sum(faces),
    ranges: faces.map((count, range) => exposed[range]! / count),
  };
}

/**
 * The lowest threshold with no more than so many false masks a photo: just above the score of the first that is too much.
 *
 * @param falseMasks a photo, 0 or more
 * @example
 * const benchmark = await openWiderFace('wider');
 * const subset = chooseSubset(benchmark.photos, {}, benchmark.missing);
 * const predictions = await readPredictions('faces.jsonl', subset.photos, new Problems());
 * const threshold = thresholdFor(exposureOf(subset.photos, predictions), 2); // at two false masks a photo
 */
export function thresholdFor(
  { photos, falseScores }: Pick<Exposure, 'photos' | 'falseScores'>,
  falseMasks: number,
): number {
  const scores = falseScores.flat().sort((a, b) => b - a);
  const first = scores[Math.floor(falseMasks * photos)];
  return first === undefined ? Number.NEGATIVE_INFINITY : justAbove(first);
}

/** What stays visible at each of `FALSE_MASKS`. */
export function exposureRows(exposure: Exposure): (ExposurePoint & { readonly allowed: number })[] {
  return FALSE_MASKS.map((allowed) => ({ allowed, ...exposureAt(exposure, thresholdFor(exposure, allowed)) }));
}

/** Faces of one kind, and the share of them that stays visible. */
export interface AttributeExposure {
  readonly name: string;
  readonly faces: number;
  /** 0 to 1. */
  readonly exposed: number;
}

/**
 * What stays visible at a threshold of faces that annotators say something of; kinds without a face are left out.
 *
 * @example
 * const benchmark = await openHeldBack('wider');
 * const predictions = await readPredictions('faces.jsonl', benchmark.photos, new Problems());
 * for (const { name, exposed } of exposureByAttribute(exposureOf(benchmark.photos, predictions), 0.35)) console.log(name, exposed);
 */
export function exposureByAttribute({ hiddenFrom, unjudged }: Exposure, threshold: number): AttributeExposure[] {
  const judged = hiddenFrom.flat();
  const kinds = ATTRIBUTES.map(({ name, has }) => ({ name, members: judged.filter(({ face }) => has(face)) }));
  return [...kinds, { name: 'not judged by annotators', members: unjudged }]
    .filter(({ members }) => members.length > 0)
    .map(({ name, members }) => {
      const exposed = members.filter(({ score }) => score < threshold).length;
      return { name, faces: members.length, exposed: exposed / members.length };
    });
}

/** The next larger double. */
function justAbove(value: number): number {
  const bits = new BigInt64Array(1);
  const numbers = new Float64Array(bits.buffer);
  numbers[0] = value === 0 ? 0 : value;
  bits[0]! += numbers[0] >= 0 ? 1n : -1n;
  return numbers[0];
}
