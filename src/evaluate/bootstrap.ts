import type { AnnotatedPhoto } from '../datasets/annotations.js';
import { createRandom, index } from '../random/random.js';
import { exposureAt, exposureOf, thresholdFor } from './exposure.js';
import { HEIGHT_RANGES, rangeName } from './heights.js';
import { OUTCOME } from './matching.js';
import type { Protocol } from './protocols.js';
import { type Predictions, rankPredictions } from './ranking.js';
import { countFaces } from './score.js';

/** A difference between two detectors on the same photos, with the range that chance in the choice of photos leaves open. */
export interface Difference {
  readonly name: string;
  /** Of the first and of the second. */
  readonly values: readonly [number, number];
  /** First minus second. */
  readonly difference: number;
  /** Between these lies the difference in 95 of 100 draws of photos. Where 0 lies between, photos cannot tell them apart. */
  readonly low: number;
  readonly high: number;
}

/** A number that photos give, each counted so many times. */
type Statistic = (times: Uint32Array) => number;

const DRAWS = 1000;
const TAIL = 0.025;

/** The false masks a photo at which exposure is compared. */
const FALSE_MASKS = 2;

/**
 * Compares two detectors on the same photos: average precision over all faces and by height, and exposure at two false masks
 * a photo. Intervals are those of the paired bootstrap over photos (Efron and Tibshirani 1993, *An Introduction to the
 * Bootstrap*, chapter 13: percentiles): photos are drawn with replacement, 1,000 times, the same for both.
 *
 * @param photos with their marked faces
 * @param pair predictions of the first and of the second
 * @param seed the same one draws the same photos
 * @example
 * const { photos } = await openWiderFace('wider');
 * const read = (file: string) => readPredictions(file, photos, new Problems());
 * const pair = [await read('farface.jsonl'), await read('other.jsonl')] as const;
 * for (const { name, difference, low, high } of compareDetectors(WIDER_FACE, photos, pair))
 *   console.log(`${name}: ${difference} (${low} to ${high})`);
 */
export function compareDetectors(
  protocol: Pick<Protocol, 'match' | 'overlap'>,
  photos: readonly AnnotatedPhoto[],
  [first, second]: readonly [Predictions, Predictions],
  seed = 1,
): Difference[] {
  return compareRuns(protocol, photos, [[first], [second]], seed);
}

/**
 * The same of two detectors that were each trained several times: what they score is the mean over these.
 *
 * @param pair predictions of each of the first's runs, and of the second's
 */
export function compareRuns(
  { match, overlap }: Pick<Protocol, 'match' | 'overlap'>,
  photos: readonly AnnotatedPhoto[],
  pair: readonly [readonly Predictions[], readonly Predictions[]],
  seed = 1,
): Difference[] {
  const eachOf = (statisticOf: (predictions: Predictions) => Statistic) =>
    pair.map((runs) => meanOf(runs.map(statisticOf))) as [Statistic, Statistic];
  const precision = (name: string, from: number, to: number) => ({
    name,
    statistics: eachOf((predictions) => {
      const ranking = rankPredictions(photos, predictions, overlap);
      const counted = countFaces(ranking, ({ box }) => box.height >= from && box.height < to);
      const faces = counted.map((photo) => photo.filter(Boolean).length);
      const { outcomes } = match(ranking, counted);
      return (times) => averagePrecision(ranking.photoOf, outcomes, faces, times);
    }),
  });
  const rows = [
    precision('AP, all', 0, Number.POSITIVE_INFINITY),
    ...HEIGHT_RANGES.map((range) => precision(`AP, ${rangeName(range)} px`, range.from, range.to)),
    {
      name: `exposed at ${FALSE_MASKS} false masks`,
      statistics: eachOf((predictions) => exposureStatistic(photos, predictions)),
    },
  ];
  const draws = drawPhotos(photos.length, seed);
  const once = new Uint32Array(photos.length).fill(1);
  return rows.map(({ name, statistics: [first, second] }) => {
    const drawn = draws.map((times) => first(times) - second(times)).filter((value) => !Number.isNaN(value));
    const sorted = drawn.sort((a, b) => a - b);
    const at = (share: number) => sorted[Math.round(share * (sorted.length - 1))] ?? Number.NaN;
    const values = [first(once), second(once)] as const;
    return { name, values, difference: values[0] - values[1], low: at(TAIL), high: at(1 - TAIL) };
  });
}

function meanOf(statistics: readonly Statistic[]): Statistic {
  return (times) => statistics.reduce((sum, statistic) => sum + statistic(times), 0) / statistics.length;
}

/** How many times each photo comes, in each draw. */
function drawPhotos(count: number, seed: number): Uint32Array[] {
  const random = createRandom(seed);
  return Array.from({ length: DRAWS }, () => {
    const times = new Uint32Array(count);
    for (let photo = 0; photo < count; photo += 1) times[index(random, count)]! += 1;
    return times;
  });
}

/** The area under the curve of all scores, each precision raised to the best at its recall or above. */
function averagePrecision(
  photoOf: Int32Array,
  outcomes: Uint8Array,
  faces: readonly number[],
  times: Uint32Array,
): number {
  const total = faces.reduce((sum, count, photo) => sum + count * times[photo]!, 0);
  const precision = new Float64Array(outcomes.length);
  let [right, wrong] = [0, 0];
  for (let prediction = 0; prediction < outcomes.length; prediction += 1) {
    const count = times[photoOf[prediction]!]!;
    if (outcomes[prediction] === OUTCOME.right) right += count;
    else if (outcomes[prediction] === OUTCOME.wrong) wrong += count;
    precision[prediction] = right / (right + wrong);
  }
  let [area, best] = [0, 0];
  for (let prediction = outcomes.length - 1; prediction >= 0; prediction -= 1) {
    // Not a number before the first prediction that counts.
    if (precision[prediction]! > best) best = precision[prediction]!;
    if (outcomes[prediction] === OUTCOME.right) area += best * times[photoOf[prediction]!]!;
  }
  return area / total;
}

function exposureStatistic(photos: readonly AnnotatedPhoto[], predictions: Predictions): Statistic {
  const { faces, hiddenFrom, falseScores } = exposureOf(photos, predictions);
  return (times) => {
    const repeat = <Item>(items: readonly (readonly Item[])[]) =>
      items.flatMap((item, photo) => Array.from({ length: times[photo]! }, () => item));
    const drawn = { photos: photos.length, hiddenFrom: repeat(hiddenFrom), falseScores: repeat(falseScores) };
    const count = faces.map((_, range) => drawn.hiddenFrom.flat().filter((face) => face.range === range).length);
    return exposureAt({ ...drawn, faces: count }, thresholdFor(drawn, FALSE_MASKS)).exposed;
  };
}
