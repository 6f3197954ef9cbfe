import { existsSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { chooseCombination, combineStages, JUDGED } from '../calibrate/choose-combination.js';
import type { AblateFlags } from '../cli/ablate/command.js';
import { EXIT, UsageError } from '../cli/terminal/exit.js';
import { onInterrupt } from '../cli/terminal/interrupt.js';
import { applyOverrides } from '../cli/train/training-flags.js';
import type { AnnotatedPhoto } from '../datasets/annotations.js';
import { holdBack } from '../datasets/hold-back.js';
import { loadWiderFace } from '../datasets/wider-face.js';
import { DETECT_DEFAULTS } from '../detect/options.js';
import { encodeVerificationFile, readVerificationFile } from '../detect/verification-file.js';
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
import { type VerifyBenchmarkFlags, verifyBenchmark } from '../evaluate/verify-benchmark.js';
import { writeFileAtomically } from '../runtime/files.js';
import { ablationSettings, VARIANTS, type Variant } from './ablation.js';
import { loadCheckpoint } from './checkpoint.js';
import type { GanSettings } from './gan-settings.js';
import { loadRegionData, type RegionData } from './region-data.js';
import { RUN_FILES } from './run-files.js';
import { runGanStage, VERIFICATION_WEIGHTS } from './run-gan-stage.js';

/** Photos, and what the proposal network found in them. */
interface Part {
  readonly name: 'held-back' | 'val';
  readonly photos: readonly AnnotatedPhoto[];
  readonly found: Predictions;
}

/** Trains and scores all variants; returns the exit code. */
export async function ablate(flags: AblateFlags): Promise<number> {
  const { data, out, every } = flags;
  if (data === undefined || out === undefined)
    throw new UsageError('Name the photos with --data and the results with --out.');
  const settings = validate(ablationSettings, applyOverrides({}, flags.set));
  const { photos } = await loadWiderFace(data, 'train');
  const benchmark = await openWiderFace(data);
  const subset = chooseSubset(benchmark.photos, { every }, benchmark.missing);

  if (!(await trainVariants(photos, settings, out, flags))) return EXIT.interrupted;
  const heldBack = await findProposals('held-back', holdBack(photos).heldBack, out, flags);
  const val = heldBack && (await findProposals('val', subset.photos, out, flags));
  if (!val) return EXIT.interrupted;

  const rows: AblationRow[] = [{ title: 'proposals alone', evaluation: evaluate(benchmark, subset, val.found) }];
  for (const { name, title } of VARIANTS) {
    const weights = join(out, 'runs', name, VERIFICATION_WEIGHTS);
    const verify = (part: Part, candidates: VerifyBenchmarkFlags['candidates']) =>
      judgePart(part, out, name, { weights, candidates, label: title }, flags);
    const known = await verify(heldBack, JUDGED);
    if (!known) return EXIT.interrupted;
    const { combination } = chooseCombination(heldBack.photos, known);
    const file = await readVerificationFile(weights);
    await writeFileAtomically(join(out, `${name}.safetensors`), encodeVerificationFile({ ...file, combination }));
    const judged = await verify(val, combination);
    if (!judged) return EXIT.interrupted;
    rows.push({ title, evaluation: evaluate(benchmark, subset, combineStages(judged, combination)), combination });
    process.stderr.write(`${ablationTable(rows)}\n`);
  }
  await writeAblation(out, rows);
  process.stdout.write(`${ablationTable(rows)}\n`);
  return EXIT.ok;
}

/** Trains the variants that are not trained yet. Returns false where Ctrl-C stopped it. */
async function trainVariants(
  photos: readonly AnnotatedPhoto[],
  shared: GanSettings,
  out: string,
  flags: AblateFlags,
): Promise<boolean> {
  const interrupt = onInterrupt();
  let regions: RegionData | undefined;
  try {
    for (const variant of VARIANTS) {
      const folder = join(out, 'runs', variant.name);
      const settings = variant.change(shared);
      const resume = existsSync(join(folder, RUN_FILES.checkpoint));
      if (resume && (await isTrained(folder, variant, settings))) continue;
      const place = flags.regions ?? join(dirname(resolve(out)), 'regions');
      regions ??= await loadRegionData(photos, place, shared.labels, { ...flags, signal: interrupt.signal });
      process.stderr.write(`${variant.title}:\n`);
      await runGanStage({ ...variant, folder, settings, resume, regions, flags, signal: interrupt.signal });
      if (interrupt.signal.aborted) return false;
    }
    return true;
  } finally {
    interrupt.dispose();
  }
}

async function isTrained(folder: string, { name }: Variant, settings: GanSettings): Promise<boolean> {
  const { step, settings: made } = await loadCheckpoint(join(folder, RUN_FILES.checkpoint));
  if (JSON.stringify(validate(ablationSettings, made)) !== JSON.stringify(settings))
    throw new UsageError(`${folder}: ${name} was trained with other settings; name another folder with --out.`);
  return step >= settings.steps && existsSync(join(folder, VERIFICATION_WEIGHTS));
}

async function findProposals(
  name: Part['name'],
  photos: readonly AnnotatedPhoto[],
  out: string,
  { weights, threads }: AblateFlags,
): Promise<Part | undefined> {
  const folder = join(out, name, 'proposals');
  const done = await detectBenchmark(photos, folder, {
    threshold: EVALUATION_THRESHOLD,
    nms: DETECT_DEFAULTS.nms,
    scale: 1,
    verify: false,
    ...(weights !== undefined && { weights }),
    ...(threads !== undefined && { threads }),
  });
  return done ? { name, photos, found: await readPredictions(folder, photos, new Problems()) } : undefined;
}

async function judgePart(
  { name, photos, found }: Part,
  out: string,
  variant: string,
  how: Omit<VerifyBenchmarkFlags, 'threads'>,
  { threads }: AblateFlags,
): Promise<Predictions | undefined> {
  const folder = join(out, name, variant);
  const label = `${how.label}, ${name}`;
  const done = await verifyBenchmark(photos, found, folder, { ...how, threads, label });
  return done ? await readPredictions(folder, photos, new Problems()) : undefined;
}
