import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createProgress } from '../../src/cli/terminal/progress.js';
import type { RegionSample } from '../../src/datasets/region-sample.js';
import { multiplyAdds } from '../../src/graph/index.js';
import type { GanPresetName } from '../../src/networks/gan-presets.js';
import type { Weights } from '../../src/networks/parameters.js';
import {
  GAN_STAGES,
  type GanSettings,
  type GanStage,
  ganSettings,
  largerOf,
  presetOf,
} from '../../src/train/gan-settings.js';
import type { MetricsLine } from '../../src/train/metrics.js';
import { STAGE_STEPS, trainGan } from '../../src/train/train-gan.js';
import { median } from '../detect/statistics.js';

/** How much the bench does of each stage. */
export interface StageSize {
  readonly steps: number;
  /** Regions a step, see `GanSettings`. Super-resolution has pairs alone, the classifier as many regions without. */
  readonly pairs: number;
  readonly candidates: number;
}

export interface StageOptions {
  /** Of all stages; the settings' own by default. */
  readonly learningRate?: number | undefined;
  /** Whether regions are moved, coloured and degraded at random, as in training. */
  readonly vary: boolean;
  readonly threads: number;
}

/** What one stage's steps came to. */
export interface StageReport {
  readonly stage: GanStage;
  /** Regions a step. */
  readonly regions: number;
  /** Median time of a step; the first, in which ONNX Runtime finds its memory, does not count. */
  readonly seconds: number;
  /** CPU time of such a step, which tells little of what else the machine does. */
  readonly processorSeconds: number;
  /** Floating point operations of a step: twice the multiplications with addition. */
  readonly operations: number;
  /** What each step measured. */
  readonly lines: readonly MetricsLine[];
}

/**
 * Trains super-resolution, the classifier, and both networks against each other, which go on from the former two, as
 * `farface train` does, but for a few steps and at a rate that neither rises nor falls.
 *
 * @returns reports in the order of the stages, and the weights that both networks ended with
 */
export async function trainStages(
  samples: readonly RegionSample[],
  preset: GanPresetName,
  size: StageSize,
  options: StageOptions,
): Promise<{ reports: StageReport[]; weights: Weights }> {
  const folder = await mkdtemp(join(tmpdir(), 'farface-gan-'));
  const folderOf = (stage: GanStage) => join(folder, stage);
  const reports: StageReport[] = [];
  let weights: Weights = new Map();
  try {
    for (const stage of GAN_STAGES) {
      const settings = settingsOf(stage, preset, size, options);
      const progress = createProgress(size.steps, `steps of ${preset} ${stage}`, true);
      let lines: readonly MetricsLine[] = [];
      const processor: number[] = [];
      const readProcessor = () => {
        const { user, system } = process.cpuUsage();
        processor.push((user + system) / 1e6);
      };
      const run = await trainGan({
        stage,
        samples,
        folder: folderOf(stage),
        settings,
        resume: false,
        startFrom: stage === 'gan' ? [folderOf('super-resolution'), folderOf('classifier')] : [],
        threads: options.threads,
        rhythm: { checkpoint: size.steps, metrics: 1, evaluate: size.steps },
        onStart: readProcessor,
        onStep: ({ loss }) => {
          readProcessor();
          progress.advance(`loss ${loss.toFixed(3)}`);
        },
        onMetrics: async (log) => {
          lines = [...log];
        },
      }).finally(() => progress.stop());
      weights = run.weights;
      reports.push({
        stage,
        regions: settings.pairs + settings.candidates + (stage === 'super-resolution' ? 0 : largerOf(settings)),
        seconds: median(lines.slice(1).map(({ seconds }) => seconds!)),
        processorSeconds: median(processor.slice(2).map((end, step) => end - processor[step + 1]!)),
        operations: operationsOf(stage, settings),
        lines,
      });
    }
    return { reports, weights };
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

const UNVARIED = {
  regions: { shift: 0, zoom: 0, flipChance: 0, colourChance: 0, greyscaleChance: 0 },
  degradation: { blur: [0.4, 0.4], noiseChance: 0, jpegChance: 0 },
} as const;

/** A stage's settings: the defaults, at a constant rate. */
function settingsOf(
  stage: GanStage,
  preset: GanPresetName,
  { steps, pairs, candidates }: StageSize,
  { learningRate, vary }: StageOptions,
): GanSettings {
  const regions = {
    'super-resolution': { pairs, candidates: 0 },
    classifier: { pairs: 0, candidates: pairs + candidates },
    gan: { pairs, candidates },
  }[stage];
  return ganSettings[stage].parse({
    preset,
    steps,
    ...regions,
    ...(learningRate !== undefined && { learningRate }),
    warmupSteps: 0,
    decayShare: 0,
    ...(!vary && UNVARIED),
  });
}

function operationsOf(stage: GanStage, settings: GanSettings): number {
  const graphs = STAGE_STEPS[stage].map((step) =>
    step({ ...settings, larger: largerOf(settings), preset: presetOf(settings) }),
  );
  return 2 * graphs.reduce((sum, graph) => sum + multiplyAdds(Object.values(graph)), 0);
}
