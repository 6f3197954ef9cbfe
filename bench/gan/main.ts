/**
 * `npm run bench:gan`: how fast both sizes of the second stage train and judge, and whether their losses fall. See
 * bench/README.md.
 */
import { availableParallelism } from 'node:os';
import { Command, Option } from 'commander';
import { EXIT } from '../../src/cli/terminal/exit.js';
import { numberOption } from '../../src/cli/terminal/number-option.js';
import type { RegionSample } from '../../src/datasets/region-sample.js';
import { loadWiderFace } from '../../src/datasets/wider-face.js';
import { integerBetween, numberBetween } from '../../src/errors/validate.js';
import { columns } from '../../src/evaluate/table.js';
import { GAN_PRESETS, type GanPresetName } from '../../src/networks/gan-presets.js';
import { ganSettings } from '../../src/train/gan-settings.js';
import { loadRegionData } from '../../src/train/region-data.js';
import { runBenchmark } from '../command.js';
import { drawRegions } from './drawn-regions.js';
import { type StageReport, type StageSize, trainStages } from './stages.js';
import { isHealthy, isLoss, trendsOf } from './trend.js';
import { BATCH, CANDIDATES, timeVerification, type VerificationTime } from './verification.js';

/** What the bench does by default; the published networks have 30 times the operations of `lite`, and the paper's rate. */
const DEFAULTS: Record<GanPresetName, StageSize & { readonly learningRate?: number }> = {
  lite: { steps: 24, pairs: 8, candidates: 16 },
  native: { steps: 24, pairs: 8, candidates: 16 },
  paper: { steps: 12, pairs: 2, candidates: 2, learningRate: 1e-4 },
};
const PRESETS = Object.keys(GAN_PRESETS) as GanPresetName[];

/** Of drawn regions a face and a non-face for pairs and as many small ones: all steps see them, so losses can be compared. */
const DRAWN = 4;

interface Flags extends Partial<StageSize> {
  readonly preset?: GanPresetName;
  readonly learningRate?: number;
  readonly data?: string;
  readonly regions: string;
  readonly threads: number;
}

async function bench({ preset: only, data, regions, threads, ...chosen }: Flags): Promise<void> {
  const samples = data === undefined ? await drawRegions(DRAWN) : await photoRegions(data, regions, threads);
  for (const preset of only ? [only] : PRESETS) {
    const { learningRate, ...size } = { ...DEFAULTS[preset], ...chosen };
    const rate = learningRate === undefined ? 'the default rates' : `a rate of ${learningRate}`;
    print(`${preset}, ${size.steps} steps of each stage at ${rate}, ${threads} threads`);
    const { reports, weights } = await trainStages(samples, preset, size, {
      learningRate,
      vary: data !== undefined,
      threads,
    });
    print(`${speedTable(reports)}\n\n${trendTable(reports)}\n`);
    print(`${verificationLine(await timeVerification(weights, preset, threads))}\n`);
    const ill = reports.filter(({ lines }) => !isHealthy(trendsOf(lines)));
    if (ill.length > 0) process.exitCode = EXIT.failed;
    for (const { stage } of ill) print(`${preset} ${stage}: the loss is not finite or does not fall\n`);
  }
}

/** Candidates of training photos, as `farface train` keeps them. */
async function photoRegions(data: string, folder: string, threads: number): Promise<readonly RegionSample[]> {
  const { photos } = await loadWiderFace(data, 'train');
  return (await loadRegionData(photos, folder, ganSettings.gan.parse({}).labels, { threads })).train;
}

function speedTable(reports: readonly StageReport[]): string {
  const rows = reports.map(({ stage, regions, seconds, processorSeconds, operations }) => [
    stage,
    String(regions),
    seconds.toFixed(2),
    processorSeconds.toFixed(2),
    (regions / seconds).toFixed(2),
    (operations / 1e9).toFixed(1),
    (operations / seconds / 1e9).toFixed(1),
    (operations / processorSeconds / 1e9).toFixed(1),
  ]);
  return columns([
    ['', 'regions/step', 's/step', 'CPU s/step', 'regions/s', 'GFLOP/step', 'GFLOPS', 'GFLOP/CPU s'],
    ...rows,
  ]);
}

function trendTable(reports: readonly StageReport[]): string {
  const rows = reports.flatMap(({ stage, lines }) =>
    trendsOf(lines).map((trend) => {
      const { name, first, last, finite } = trend;
      const verdict = !finite ? 'NOT FINITE' : !isLoss(trend) ? '' : last < first ? 'falls' : 'DOES NOT FALL';
      return [`${stage}: ${name}`, first.toPrecision(4), last.toPrecision(4), verdict];
    }),
  );
  return columns([['means of the', 'first third', 'last third', ''], ...rows]);
}

function verificationLine({ batch, processorSeconds, photo, measured }: VerificationTime): string {
  const how = measured ? 'cut out of one photo' : 'from that';
  return `verification: ${BATCH} regions ${batch.toFixed(2)} s (CPU ${processorSeconds.toFixed(2)} s), ${CANDIDATES} candidates ${photo.toFixed(2)} s (${how})`;
}

function print(text: string): void {
  process.stdout.write(`${text}\n`);
}

const even = (least: number) => integerBetween(least, 1024).multipleOf(2, 'expected an even number: half are faces');

await runBenchmark(
  new Command('bench:gan')
    .description('How fast both sizes of the second stage train and judge, and whether their losses fall.')
    .addOption(new Option('--preset <name>', 'only one of them').choices(PRESETS))
    .addOption(numberOption('--steps <number>', 'steps of each stage', integerBetween(2, 100_000)))
    .addOption(numberOption('--pairs <number>', 'regions a step with an image of high resolution', even(2)))
    .addOption(numberOption('--candidates <number>', 'regions a step without one', even(0)))
    .addOption(numberOption('--learning-rate <rate>', 'of all stages', numberBetween(1e-9, 1)))
    .option('--data <folder>', 'WIDER FACE: candidates of its training photos in place of drawn ones')
    .option('--regions <folder>', 'where they are kept, as for farface train', 'out/regions')
    .addOption(
      numberOption('--threads <number>', 'threads of ONNX Runtime', integerBetween(1, 256)).default(
        availableParallelism(),
      ),
    )
    .action(bench),
);
