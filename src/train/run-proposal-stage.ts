import { join } from 'node:path';
import { scoreHeldBack } from '../calibrate/score-held-back.js';
import type { AnnotatedPhoto } from '../datasets/annotations.js';
import { OnnxProposer } from '../detect/onnx-proposer.js';
import { writeFigure } from '../evaluate/figures/figure.js';
import type { Weights } from '../networks/parameters.js';
import { proposalModel } from '../networks/proposal-model.js';
import { writeFileAtomically } from '../runtime/files.js';
import { type Progress, UNWATCHED, type Watch } from '../runtime/watch.js';
import { encodeSafetensors } from '../weights/safetensors.js';
import type { ProposalSettings } from './proposal-settings.js';
import type { StepRun } from './step-session.js';
import { type TrainingResult, trainProposals } from './train-proposals.js';
import { trainingFigure } from './training-figure.js';
import type { Rhythm } from './training-loop.js';

/** The file of averaged weights in a run's folder, as `createDetector({ weights })` loads it. */
export const PROPOSAL_WEIGHTS = 'proposals.safetensors';

/** How often a run saves, writes a line of metrics, and is scored, in steps. */
const RHYTHM: Rhythm = { checkpoint: 200, metrics: 50, evaluate: 2000 };

/** The numbers of the log that are drawn. */
const FIGURES = [
  ['loss', 'loss'],
  ['heldBackAP', 'average precision on held-back photos'],
] as const;

/** A run of the proposal network. */
export interface ProposalStageRun extends StepRun {
  /** Photos that train. */
  readonly photos: readonly AnnotatedPhoto[];
  /** Photos that only score what was reached. */
  readonly heldBack: readonly AnnotatedPhoto[];
  readonly folder: string;
  readonly settings: ProposalSettings;
  /** Go on from the folder's checkpoint. */
  readonly resume: boolean;
  /** Weights that a new run begins as, of this or another architecture; random ones by default. */
  readonly startFrom?: Weights | undefined;
  readonly rhythm?: Partial<Rhythm> | undefined;
  readonly watch?: Watch | undefined;
}

/**
 * Trains the proposal network, from the start or from the folder's checkpoint, and leaves a checkpoint, averaged weights, a
 * log, and figures in the run's folder.
 *
 * @throws InputError where the folder's checkpoint cannot be resumed
 * @example
 * const { photos } = await loadWiderFace('wider', 'train');
 * const { train, heldBack } = holdBack(photos);
 * await runProposalStage({ photos: train, heldBack, folder: 'run', settings: proposalSettings.parse({}), resume: false });
 */
export async function runProposalStage(run: ProposalStageRun): Promise<TrainingResult> {
  const { folder, settings, threads, device, precision, watch = UNWATCHED } = run;
  const writeWeights = (weights: TrainingResult['weights']) =>
    writeFileAtomically(join(folder, PROPOSAL_WEIGHTS), encodeSafetensors(weights));
  let progress: Progress | undefined;
  let note = '';
  try {
    const result = await trainProposals({
      ...{
        photos: run.photos,
        folder,
        settings,
        resume: run.resume,
        startFrom: run.startFrom,
        threads,
        device,
        precision,
        signal: watch.signal,
      },
      rhythm: { ...RHYTHM, ...run.rhythm },
      onStart: (step) => {
        progress = watch.start(settings.steps, 'steps', step);
      },
      onStep: ({ loss, seconds }) =>
        progress?.advance(`loss ${loss.toFixed(3)}, ${(settings.batchSize / seconds).toFixed(1)} crops/s${note}`),
      onMetrics: async (lines) => {
        for (const [name, label] of FIGURES) {
          const svg = trainingFigure(lines, name, label);
          if (svg) await writeFigure(join(folder, name), svg);
        }
      },
      evaluate: async (weights) => {
        await writeWeights(weights);
        const score = await scoreHeldBack(
          run.heldBack,
          await OnnxProposer.load(proposalModel(weights), { threads }),
          watch.signal,
        );
        if (score.heldBackAP !== undefined) note = `, held-back AP ${score.heldBackAP}`;
        return score;
      },
    });
    await writeWeights(result.weights);
    return result;
  } finally {
    progress?.stop();
  }
}
