import { join } from 'node:path';
import { chooseCombination, combineStages, JUDGED } from '../calibrate/choose-combination.js';
import type { AnnotatedPhoto } from '../datasets/annotations.js';
import { holdBack } from '../datasets/training-split.js';
import type { Combination } from '../detect/combination.js';
import { DETECT_DEFAULTS } from '../detect/options.js';
import type { AblationResult, AblationRow } from '../evaluate/ablation.js';
import { compareRuns } from '../evaluate/bootstrap.js';
import { detectBenchmark } from '../evaluate/detect-benchmark.js';
import { exposureOf } from '../evaluate/exposure.js';
import { photoKey } from '../evaluate/predictions/photo-index.js';
import { Problems } from '../evaluate/predictions/problems.js';
import { readPredictions } from '../evaluate/predictions/read.js';
import { WIDER_FACE } from '../evaluate/protocols.js';
import type { Predictions } from '../evaluate/ranking.js';
import { EVALUATION_THRESHOLD } from '../evaluate/threshold.js';
import { verifyBenchmark } from '../evaluate/verify-benchmark.js';
import type { Watch } from '../runtime/watch.js';

/** A variant, trained with each of several seeds. */
export interface TrainedVariant {
  readonly name: string;
  readonly title: string;
  readonly weights: readonly { readonly seed: number; readonly file: string }[];
}

interface ScoreOptions {
  readonly out: string;
  readonly weights?: string | undefined;
  readonly threads?: number | undefined;
  readonly watch?: Watch | undefined;
}

/**
 * Scores both stages on the photos that are held back, and compares each variant with the baseline: means over the seeds, and
 * paired intervals over the photos. The rule by which scores are combined is chosen for each run on one half of the photos and
 * applied to the other, so that no photo is scored by a rule that it chose.
 *
 * @returns undefined where the watcher stopped it
 */
export async function scoreVariants(
  photos: readonly AnnotatedPhoto[],
  variants: readonly TrainedVariant[],
  baseline: string,
  { out, weights, threads, watch }: ScoreOptions,
): Promise<AblationResult | undefined> {
  const { heldBack } = holdBack(photos);
  const proposals = join(out, 'proposals');
  const settings = { threshold: EVALUATION_THRESHOLD, nms: DETECT_DEFAULTS.nms, scale: 1 };
  const models = { verify: false, weights, threads };
  if (!(await detectBenchmark(heldBack, proposals, { ...settings, models }, watch))) return undefined;
  const found = await readPredictions(proposals, heldBack, new Problems());
  const scored: { title: string; name: string; runs: Predictions[]; combinations: Combination[] }[] = [];
  for (const { name, title, weights: files } of variants) {
    const runs: Predictions[] = [];
    const combinations: Combination[] = [];
    for (const { seed, file } of files) {
      const folder = join(out, `seed-${seed}`, name, 'judged');
      const how = { weights: file, candidates: JUDGED, threads, label: `${title}, seed ${seed}` };
      if (!(await verifyBenchmark(heldBack, found, folder, how, watch))) return undefined;
      const judged = await readPredictions(folder, heldBack, new Problems());
      const { predictions, chosen } = combineByHalves(heldBack, judged);
      runs.push(predictions);
      combinations.push(...chosen);
    }
    scored.push({ title, name, runs, combinations });
  }
  const { runs: against } = scored.find(({ name }) => name === baseline)!;
  const rows = [{ title: 'proposals alone', runs: [found], combinations: [] as Combination[] }, ...scored].map(
    ({ title, runs, combinations }): AblationRow => ({
      title,
      combinations,
      differences: compareRuns(WIDER_FACE, heldBack, [runs, against]),
    }),
  );
  return {
    baseline: variants.find(({ name }) => name === baseline)!.title,
    photos: heldBack.length,
    faces: exposureOf(heldBack, found).faces,
    seeds: variants[0]!.weights.map(({ seed }) => seed),
    rows,
  };
}

/** What detection would report by rules that each half of the photos, every other one, chooses for the other half. */
export function combineByHalves(
  photos: readonly AnnotatedPhoto[],
  judged: Predictions,
): { predictions: Predictions; chosen: Combination[] } {
  const halves = [0, 1].map((half) => photos.filter((_, i) => i % 2 === half));
  const of = (half: readonly AnnotatedPhoto[]): Predictions =>
    new Map(half.map((photo) => [photoKey(photo), judged.get(photoKey(photo)) ?? []]));
  const chosen = halves.map((half) => chooseCombination(half, of(half)).combination);
  const [first, second] = halves as [AnnotatedPhoto[], AnnotatedPhoto[]];
  const predictions = new Map([...combineStages(of(first), chosen[1]!), ...combineStages(of(second), chosen[0]!)]);
  return { predictions, chosen };
}
