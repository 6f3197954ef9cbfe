import { join } from 'node:path';
import type { AnnotatedPhoto } from '../datasets/annotations.js';
import type { Weights } from '../networks/parameters.js';
import { ASSIGNMENT_ROWS } from '../networks/proposal-assignment.js';
import { listCells } from '../networks/proposal-boxes.js';
import { STRIDES } from '../networks/proposal-network.js';
import { writeFileAtomically } from '../runtime/files.js';
import { makeFolder } from '../runtime/folders.js';
import { tensor } from '../runtime/session.js';
import { saveCheckpoint } from './checkpoint.js';
import { createCropStream } from './crop-stream.js';
import { MetricsLog } from './metrics.js';
import type { ProposalSettings } from './proposal-settings.js';
import { buildProposalStep, declareProposals } from './proposal-step.js';
import { RUN_FILES } from './run-files.js';
import { averagingAt, learningRate } from './schedule.js';
import { startProposals } from './start-proposals.js';
import { openStep, requirePrecision, type StepRun, scaleOf, takeOver } from './step-session.js';
import { type Rhythm, runTraining, type Watcher } from './training-loop.js';
import { TrainingState } from './training-state.js';

export interface TrainingRun extends Watcher, StepRun {
  readonly photos: readonly AnnotatedPhoto[];
  /** The run's folder; made where it is missing. */
  readonly folder: string;
  readonly settings: ProposalSettings;
  /** Go on from the folder's checkpoint. */
  readonly resume: boolean;
  /** Weights that a new run begins as, of this or another architecture; random ones by default. */
  readonly startFrom?: Weights | undefined;
  /** Stops after the current step, saving. */
  readonly signal?: AbortSignal | undefined;
  readonly rhythm: Rhythm;
  /** Scores the averaged weights every so often; the numbers go into the log. */
  evaluate?(weights: Weights): Promise<Record<string, number>>;
}

/** What a run came to. */
export interface TrainingResult {
  /** Steps done, and hours of training, since the very start. */
  readonly step: number;
  readonly hours: number;
  /** Share of this run's time, 0 to 1, that steps waited for crops. */
  readonly waitShare: number;
  /** The averaged weights, and the statistics of batch normalisation. */
  readonly weights: Weights;
}

const LOSSES = ['loss', 'scoreLoss', 'boxLoss', 'gradientNorm'] as const;

/**
 * Trains the proposal network and returns the averaged weights. The same settings, photos and number of threads give the
 * same weights bit for bit, however often the run was stopped and resumed.
 *
 * @throws InputError where the folder's checkpoint cannot be resumed
 */
export async function trainProposals(run: TrainingRun): Promise<TrainingResult> {
  const { folder, settings, signal } = run;
  await makeFolder(folder);
  const checkpointPath = join(folder, RUN_FILES.checkpoint);
  const networks = { '': declareProposals(settings.architecture) };
  const state = run.resume
    ? await TrainingState.load(networks, checkpointPath)
    : TrainingState.initialize(networks, settings.seed);
  if (run.startFrom && !run.resume) startProposals(run.startFrom, settings.architecture, state);
  const log = await MetricsLog.open(join(folder, RUN_FILES.metrics), state.step);

  await requirePrecision(run);
  const session = await openStep(buildProposalStep({ ...settings, scalesLoss: run.precision === 'float16' }), run);
  const stream = createCropStream({
    photos: run.photos,
    batchSize: settings.batchSize,
    seed: settings.seed,
    firstBatch: state.step,
    settings: { ...settings.crops, size: settings.cropSize },
  });
  const { batchSize, cropSize } = settings;
  const cells = listCells(cropSize, STRIDES).count;
  const begun = performance.now();
  const hours = () => state.hours + (performance.now() - begun) / 3.6e6;
  let waitedInAll = 0;
  const save = async (step: number) => {
    await state.fetch();
    await saveCheckpoint(checkpointPath, {
      step,
      hours: hours(),
      settings,
      state: state.vectors,
      lossScales: state.lossScales,
    });
  };

  const advance = async (step: number) => {
    const started = performance.now();
    const batch = await stream.next();
    const waited = performance.now() - started;
    waitedInAll += waited;
    const rate = learningRate(step, settings);
    const outputs = await session.run({
      ...state.tensors,
      pixels: tensor(batch.pixels, [batchSize, 3, cropSize, cropSize]),
      assignment: tensor(batch.assignment, [batchSize, ASSIGNMENT_ROWS, cells]),
      rate: tensor(Float32Array.of(rate), []),
      step: tensor(Float32Array.of(step), []),
      averaging: tensor(Float32Array.of(averagingAt(step, settings.averaging)), []),
      ...scaleOf(state, '', run),
    });
    const [loss, scoreLoss, boxLoss, gradientNorm] = LOSSES.map((name) => outputs[name]!.data[0] as number);
    const scaling = takeOver(state, '', outputs, run);
    const waitShare = waited / (performance.now() - started);
    const losses = { loss: loss!, scoreLoss: scoreLoss!, boxLoss: boxLoss!, gradientNorm: gradientNorm! };
    return { ...losses, ...scaling, rate, waitShare };
  };

  await writeFileAtomically(join(folder, RUN_FILES.settings), Buffer.from(`${JSON.stringify(settings, null, 2)}\n`));
  try {
    const evaluate = run.evaluate && (() => state.fetch().then(() => run.evaluate!(state.weights)));
    const loop = { start: state.step, steps: settings.steps, rhythm: run.rhythm, log, signal, watcher: run };
    const step = await runTraining({ ...loop, advance, save, evaluate });
    const waitShare = waitedInAll / (performance.now() - begun);
    return { step, hours: hours(), waitShare, weights: state.weights };
  } finally {
    await stream.close();
    await session.dispose();
  }
}
