import { join } from 'node:path';
import { scoreSecondStage } from '../calibrate/second-stage.js';
import type { Drawings } from '../datasets/drawings.js';
import { DEFAULT_COMBINATION } from '../detect/combination.js';
import { encodeVerificationFile } from '../detect/verification-file.js';
import { InputError } from '../errors/errors.js';
import { writeFigure } from '../evaluate/figures/figure.js';
import { drawRestorations } from '../evaluate/figures/restorations.js';
import { AUXILIARY } from '../networks/auxiliary-drawing.js';
import type { Weights } from '../networks/parameters.js';
import { writeImage } from '../platform/node/write-image.js';
import { writeFileAtomically } from '../runtime/files.js';
import { makeFolder } from '../runtime/folders.js';
import { type Progress, UNWATCHED, type Watch } from '../runtime/watch.js';
import { collapseWarning } from './collapse.js';
import { batchSettings, deployedOf, type GanSettings, type GanStage, presetOf } from './gan-settings.js';
import type { RegionData } from './region-data.js';
import type { StepRun } from './step-session.js';
import { type GanResult, trainGan } from './train-gan.js';
import { trainingFigure } from './training-figure.js';
import type { Rhythm } from './training-loop.js';

/** The file of averaged weights in a run's folder, as detection and `farface verify` load it. */
export const VERIFICATION_WEIGHTS = 'verification.safetensors';

/** Tensors that detection has no use for. */
const TRAINING_ONLY = `discriminator.${AUXILIARY}`;

/** How often a run saves, writes a line of metrics, and is scored, in steps. */
const RHYTHM: Rhythm = { checkpoint: 200, metrics: 50, evaluate: 500 };

/** Rows of the picture of restored regions. */
const ROWS = 8;

/** The numbers of the log that are drawn. */
const FIGURES = [
  ['loss', 'loss'],
  ['discriminator.realAccuracy', 'share of real images taken for real'],
  ['discriminator.generatedAccuracy', 'share of generated images taken for generated'],
  ['generator.gradientNorm', 'norm of the generator’s gradient'],
  ['refined PSNR', 'PSNR on held-back photos, dB'],
  ['tinyFaceAP', 'average precision on held-back candidates of 6–16 px'],
  ['tinyCorrectedIoU', 'mean overlap of corrected boxes with held-back faces of 6–16 px'],
] as const;

export interface GanStageRun extends StepRun {
  readonly stage: GanStage;
  readonly folder: string;
  readonly settings: GanSettings;
  readonly resume: boolean;
  readonly regions: RegionData;
  /** Folders of earlier runs, or files of weights, whose networks this one goes on from. */
  readonly startFrom?: readonly string[] | undefined;
  /** For the stage `classifier`: the generator whose drawings it learns from, `generator.…`, which stays as it is. */
  readonly drawn?: { readonly drawings: Drawings; readonly generator: Weights } | undefined;
  readonly rhythm?: Partial<Rhythm> | undefined;
  readonly watch?: Watch | undefined;
}

/**
 * Trains a stage of the second stage's networks, from the start or from the folder's checkpoint, and leaves weights, figures and a picture of restored regions in the
 * run's folder.
 *
 * @returns steps done, and hours of training in all
 * @throws InputError where there are too few regions, or a checkpoint does not fit
 * @example
 * const { photos } = await loadWiderFace('wider', 'train');
 * const settings = ganSettings.classifier.parse({});
 * const regions = await loadRegionData(photos, 'regions', settings.labels, {});
 * await runGanStage({ stage: 'classifier', folder: 'runs/classifier', settings, resume: false, regions });
 */
export async function runGanStage(run: GanStageRun): Promise<GanResult> {
  const { stage, folder, settings, regions, startFrom, threads, device, precision, watch = UNWATCHED } = run;
  let progress: Progress | undefined;
  let note = '';
  const preset = deployedOf(presetOf(settings));
  const file = (trained: Weights) => ({
    weights: new Map([...(run.drawn?.generator ?? []), ...trained].filter(([name]) => !name.startsWith(TRAINING_ONLY))),
    preset: stage === 'classifier' && !run.drawn ? { ...preset, generator: null } : preset,
    context: settings.context,
    combination: DEFAULT_COMBINATION,
  });
  const writeWeights = (weights: Weights) =>
    writeFileAtomically(join(folder, VERIFICATION_WEIGHTS), encodeVerificationFile(file(weights)));
  await makeFolder(folder);
  try {
    const result = await trainGan({
      ...{ stage, folder, settings, resume: run.resume, signal: watch.signal },
      samples: regions.train,
      drawings: run.drawn?.drawings,
      ...(startFrom && { startFrom }),
      threads,
      device,
      precision,
      rhythm: { ...RHYTHM, ...run.rhythm },
      onStart: (step) => {
        progress = watch.start(settings.steps, 'steps', step);
      },
      onStep: ({ loss, seconds }) => {
        const rate = (settings.pairs + settings.candidates) / seconds;
        progress?.advance(`loss ${loss.toFixed(4)}, ${rate.toFixed(0)} regions/s${note}`);
      },
      onMetrics: async (lines) => {
        const warning = collapseWarning(lines);
        if (warning) progress?.tell(`farface: ${warning}`);
        for (const [name, label] of FIGURES) {
          const svg = trainingFigure(lines, name, label);
          if (svg) await writeFigure(join(folder, name.replaceAll(/[ .]/g, '-')), svg);
        }
      },
      evaluate: async (weights) => {
        await writeWeights(weights);
        const { numbers, restorations } = await scoreSecondStage(
          regions.heldBack,
          batchSettings(settings),
          { file: folder, ...file(weights) },
          threads,
        );
        if (restorations.length > 0)
          await writeImage(join(folder, 'restorations.png'), await drawRestorations(restorations, ROWS));
        note = ['tinyFaceAP', 'refined PSNR']
          .filter((name) => name in numbers)
          .map((name) => `, ${name} ${numbers[name]!.toFixed(3)}`)
          .join('');
        return numbers;
      },
    });
    await writeWeights(result.weights);
    return result;
  } catch (error) {
    // What the batches lack is the photos' fault.
    throw error instanceof RangeError ? new InputError(error.message) : error;
  } finally {
    progress?.stop();
  }
}
