import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { chooseCombination, combineStages, JUDGED } from '../calibrate/choose-combination.js';
import type { AnnotatedPhoto } from '../datasets/annotations.js';
import { holdBack } from '../datasets/hold-back.js';
import { loadWiderFace } from '../datasets/wider-face.js';
import { DETECT_DEFAULTS } from '../detect/options.js';
import { encodeVerificationFile, readVerificationFile } from '../detect/verification-file.js';
import { InputError } from '../errors/errors.js';
import { validate } from '../errors/validate.js';
import { type AblationRow, ablationTable, writeAblation } from '../evaluate/ablation.js';
import { openWiderFace } from '../evaluate/benchmarks.js';
import { detectBenchmark } from '../evaluate/detect-benchmark.js';
import { evaluate } from '../evaluate/evaluate.js';
import { Problems } from '../evaluate/predictions/problems.js';
import { readPredictions } from '../evaluate/predictions/read.js';
import type { Predictions } from '../evaluate/ranking.js';
import { chooseSubset } from '../evaluate/subset.js';
import { EVALUATION_THRESHOLD } from '../evaluate/threshold.js';
import { type BenchmarkVerification, verifyBenchmark } from '../evaluate/verify-benchmark.js';
import type { Device } from '../platform/port.js';
import { writeFileAtomically } from '../runtime/files.js';
import { UNWATCHED, type Watch } from '../runtime/watch.js';
import { ablationSettings, VARIANTS, type Variant } from './ablation.js';
import { loadCheckpoint } from './checkpoint.js';
import type { GanSettings } from './gan-settings.js';
import { loadRegionData, type RegionData } from './region-data.js';
import { RUN_FILES } from './run-files.js';
import { runGanStage, VERIFICATION_WEIGHTS } from './run-gan-stage.js';
import { trainingSummary } from './summary.js';
import type { Rhythm } from './training-loop.js';

/** Photos, and what the proposal network found in them. */
interface Part {
  readonly name: 'held-back' | 'val';
  readonly photos: readonly AnnotatedPhoto[];
  readonly found: Predictions;
}

/** What is ablated, and where. */
export interface AblateOptions {
  /** WIDER FACE in its official layout. */
  readonly data: string;
  /** Folder for runs, predictions and results. */
  readonly out: string;
  /** Of all variants. */
  readonly settings: GanSettings;
  /** Every nth photo of val is scored. */
  readonly every: number;
  /** Folder where candidates are kept. */
  readonly regions: string;
  /** Runs or files of weights that every variant goes on from. */
  readonly startFrom?: readonly string[] | undefined;
  /** Of the proposal network; the shipped ones by default. */
  readonly weights?: string | undefined;
  readonly threads?: number | undefined;
  /** What steps run on; `cpu` by default. */
  readonly device?: Device | undefined;
  readonly rhythm?: Partial<Rhythm> | undefined;
  readonly watch?: Watch | undefined;
}

/**
 * Trains the method with each part left out, under equal steps, and scores all variants. The same call goes on where an
 * earlier one was stopped.
 *
 * @returns a row a variant; undefined where the watcher stopped it
 * @throws InputError where the photos, or a run of other settings in `out`, stand in the way
 * @example
 * const settings = ablationSettings.parse({ steps: 600 });
 * const rows = await ablate({ data: 'wider', out: 'ablation', settings, every: 5, regions: 'regions' });
 */
export async function ablate(options: AblateOptions): Promise<AblationRow[] | undefined> {
  const { data, out, every, watch = UNWATCHED } = options;
  const { photos } = await loadWiderFace(data, 'train');
  const benchmark = await openWiderFace(data);
  const subset = chooseSubset(benchmark.photos, { every }, benchmark.missing);

  if (!(await trainVariants(photos, options))) return undefined;
  const heldBack = await findProposals('held-back', holdBack(photos).heldBack, out, options);
  const val = heldBack && (await findProposals('val', subset.photos, out, options));
  if (!val) return undefined;

  const rows: AblationRow[] = [{ title: 'proposals alone', evaluation: evaluate(benchmark, subset, val.found) }];
  for (const { name, title } of VARIANTS) {
    const weights = join(out, 'runs', name, VERIFICATION_WEIGHTS);
    const verify = (part: Part, candidates: BenchmarkVerification['candidates']) =>
      verifyPart(part, out, name, { weights, candidates, label: title }, options);
    const known = await verify(heldBack, JUDGED);
    if (!known) return undefined;
    const { combination } = chooseCombination(heldBack.photos, known);
    const file = await readVerificationFile(weights);
    await writeFileAtomically(join(out, `${name}.safetensors`), encodeVerificationFile({ ...file, combination }));
    const judged = await verify(val, combination);
    if (!judged) return undefined;
    rows.push({ title, evaluation: evaluate(benchmark, subset, combineStages(judged, combination)), combination });
    watch.tell(ablationTable(rows));
  }
  await writeAblation(out, rows);
  return rows;
}

/** Trains the variants that are not trained yet. Returns false where the watcher stopped it. */
async function trainVariants(photos: readonly AnnotatedPhoto[], options: AblateOptions): Promise<boolean> {
  const { out, settings: shared, watch = UNWATCHED, startFrom, threads, device, rhythm } = options;
  let regions: RegionData | undefined;
  for (const variant of VARIANTS) {
    const folder = join(out, 'runs', variant.name);
    const settings = variant.change(shared);
    const resume = existsSync(join(folder, RUN_FILES.checkpoint));
    if (resume && (await isTrained(folder, variant, settings))) continue;
    regions ??= await loadRegionData(photos, options.regions, shared.labels, options);
    watch.tell(`${variant.title}:`);
    const run = await runGanStage({
      ...variant,
      folder,
      settings,
      resume,
      regions,
      startFrom,
      threads,
      device,
      rhythm,
      watch,
    });
    watch.tell(trainingSummary(run, settings.steps));
    if (watch.signal?.aborted) return false;
  }
  return true;
}

async function isTrained(folder: string, { name }: Variant, settings: GanSettings): Promise<boolean> {
  const { step, settings: made } = await loadCheckpoint(join(folder, RUN_FILES.checkpoint));
  if (JSON.stringify(validate(ablationSettings, made)) !== JSON.stringify(settings))
    throw new InputError(`${folder}: ${name} was trained with other settings. Name another folder for the results.`);
  return step >= settings.steps && existsSync(join(folder, VERIFICATION_WEIGHTS));
}

async function findProposals(
  name: Part['name'],
  photos: readonly AnnotatedPhoto[],
  out: string,
  { weights, threads, watch }: AblateOptions,
): Promise<Part | undefined> {
  const folder = join(out, name, 'proposals');
  const done = await detectBenchmark(
    photos,
    folder,
    {
      threshold: EVALUATION_THRESHOLD,
      nms: DETECT_DEFAULTS.nms,
      scale: 1,
      models: { verify: false, weights, threads },
    },
    watch,
  );
  return done ? { name, photos, found: await readPredictions(folder, photos, new Problems()) } : undefined;
}

async function verifyPart(
  { name, photos, found }: Part,
  out: string,
  variant: string,
  how: Omit<BenchmarkVerification, 'threads'>,
  { threads, watch }: AblateOptions,
): Promise<Predictions | undefined> {
  const folder = join(out, name, variant);
  const label = `${how.label}, ${name}`;
  const done = await verifyBenchmark(photos, found, folder, { ...how, threads, label }, watch);
  return done ? await readPredictions(folder, photos, new Problems()) : undefined;
}
