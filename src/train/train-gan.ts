import { join } from 'node:path';
import type { Drawings } from '../datasets/drawings.js';
import type { RegionSample } from '../datasets/region-sample.js';
import { staticShape, type Tensor } from '../graph/index.js';
import type { Weights } from '../networks/parameters.js';
import { createRandom } from '../random/random.js';
import { writeFileAtomically } from '../runtime/files.js';
import { makeFolder } from '../runtime/folders.js';
import { type RuntimeTensor, tensor } from '../runtime/session.js';
import { batchDraw } from './batches.js';
import { saveCheckpoint } from './checkpoint.js';
import { type GanSettings, type GanStage, largerOf, presetOf } from './gan-settings.js';
import { openGanState } from './gan-state.js';
import {
  classifierStep,
  discriminatorStep,
  type GanStepSettings,
  generatorStep,
  superResolutionStep,
} from './gan-steps.js';
import { MetricsLog } from './metrics.js';
import { RUN_FILES } from './run-files.js';
import { averagingAt, learningRate } from './schedule.js';
import { openStep, requirePrecision, type StepRun, scaleOf, type TrainingPrecision, takeOver } from './step-session.js';
import { type Rhythm, runTraining, type Watcher } from './training-loop.js';

/** A run of one stage of the second stage's training. */
export interface GanRun extends Watcher, StepRun {
  readonly stage: GanStage;
  readonly samples: readonly RegionSample[];
  /** For the stage `classifier`: what a generator that is done drew of the tiny ones; they are plainly enlarged by default. */
  readonly drawings?: Drawings | undefined;
  /** The run's folder; made where it is missing. */
  readonly folder: string;
  readonly settings: GanSettings;
  /** Go on from the folder's checkpoint. */
  readonly resume: boolean;
  /** Folders of earlier runs, or files of weights, whose networks this one starts from, in place of a random start. */
  readonly startFrom?: readonly string[];
  /** Stops after the current step, saving. */
  readonly signal?: AbortSignal | undefined;
  readonly rhythm: Rhythm;
  /** Scores the averaged weights every so often; the numbers go into the log. */
  evaluate?(weights: Weights, step: number): Promise<Record<string, number>>;
}

/** What a run came to. */
export interface GanResult {
  /** Steps done, and hours of training, since the very start. */
  readonly step: number;
  readonly hours: number;
  /** The averaged weights, and the statistics of batch normalisation: `generator.…`, `discriminator.…`. */
  readonly weights: Weights;
}

/** The graphs that a step of each stage runs one after the other; the discriminator's before the generator's. */
export const STAGE_STEPS: Record<GanStage, readonly ((settings: GanStepSettings) => Record<string, Tensor>)[]> = {
  'super-resolution': [superResolutionStep],
  classifier: [classifierStep],
  gan: [discriminatorStep, generatorStep],
};

/** The graphs that a step of a stage runs. */
export function ganStepsOf(
  stage: GanStage,
  settings: GanSettings,
  precision?: TrainingPrecision,
): readonly Record<string, Tensor>[] {
  const preset = presetOf(settings);
  const scalesLoss = precision === 'float16';
  return STAGE_STEPS[stage].map((step) => step({ ...settings, larger: largerOf(settings), preset, scalesLoss }));
}

/**
 * Trains a stage: the generator as a super-resolution network, the discriminator as a classifier of plainly enlarged
 * regions, or both against each other. The same settings, samples, start and number of threads give the same weights
 * bit for bit, however often the run was stopped and resumed.
 *
 * @throws InputError where a checkpoint, this run's or one to start from, is of other networks
 */
export async function trainGan(run: GanRun): Promise<GanResult> {
  const { folder, settings, stage } = run;
  await makeFolder(folder);
  const path = join(folder, RUN_FILES.checkpoint);
  const state = await openGanState(stage, presetOf(settings), {
    checkpoint: run.resume ? path : undefined,
    startFrom: run.startFrom ?? [],
    seed: settings.seed,
  });
  const log = await MetricsLog.open(join(folder, RUN_FILES.metrics), state.step);
  const draw = batchDraw(stage, settings, run.samples, run.drawings);
  await requirePrecision(run);
  const graphs = ganStepsOf(stage, settings, run.precision);
  const sessions = await Promise.all(graphs.map((graph) => openStep(graph, run)));
  const batchOf = (step: number) => draw(createRandom(settings.seed, step));
  let next = batchOf(state.step + 1);
  next.catch(() => undefined); // it is awaited below

  const advance = async (step: number) => {
    const inputs = await next;
    const measured: Record<string, number> = { rate: learningRate(step, settings) };
    for (const [index, session] of sessions.entries()) {
      const discriminates = stage === 'gan' && index === 0;
      const network = STAGE_NETWORKS[stage][index]!;
      if (stage === 'gan' && !discriminates && step % settings.discriminatorSteps !== 0) continue;
      const rate = tensor(Float32Array.of(measured.rate! * (discriminates ? settings.discriminatorRate : 1)), []);
      const update = stage === 'gan' && !discriminates ? step / settings.discriminatorSteps : step;
      const available: Record<string, RuntimeTensor> = {
        ...inputs,
        ...state.tensors,
        ...scalars(update, settings),
        rate,
        ...scaleOf(state, network, run),
      };
      const running = session.run(Object.fromEntries(session.inputNames.map((name) => [name, available[name]!])));
      // The next batch is made while the network computes.
      if (index === 0 && step < settings.steps) {
        next = batchOf(step + 1);
        next.catch(() => undefined);
      }
      const outputs = await running;
      const { skipped = 0, ...scale } = takeOver(state, network, outputs, run);
      Object.assign(measured, scale, run.precision === 'float16' && { skipped: (measured.skipped ?? 0) + skipped });
      Object.assign(measured, scalarsOf(graphs[index]!, outputs, stage === 'gan' ? network : undefined));
    }
    // Of the two networks, the discriminator is trained in every step.
    return { ...measured, loss: measured.loss ?? measured['discriminator.loss']! };
  };

  const begun = performance.now();
  const hours = () => state.hours + (performance.now() - begun) / 3.6e6;
  const save = async (step: number) => {
    await state.fetch();
    await saveCheckpoint(path, { step, hours: hours(), settings, state: state.vectors, lossScales: state.lossScales });
  };
  await writeFileAtomically(join(folder, RUN_FILES.settings), Buffer.from(`${JSON.stringify(settings, null, 2)}\n`));
  try {
    const evaluate = run.evaluate && ((step: number) => state.fetch().then(() => run.evaluate!(state.weights, step)));
    const loop = {
      start: state.step,
      steps: settings.steps,
      rhythm: run.rhythm,
      log,
      signal: run.signal,
      watcher: run,
    };
    const step = await runTraining({ ...loop, advance, save, evaluate });
    return { step, hours: hours(), weights: state.weights };
  } finally {
    await Promise.all(sessions.map((session) => session.dispose()));
  }
}

/** The network that each of a stage's graphs trains. */
const STAGE_NETWORKS: Record<GanStage, readonly string[]> = {
  'super-resolution': ['generator'],
  classifier: ['discriminator'],
  gan: ['discriminator', 'generator'],
};

/** @param step of the network that is updated, by its own count: Adam corrects the bias of its moments by it */
function scalars(step: number, settings: GanSettings): Record<string, RuntimeTensor> {
  const scalar = (value: number) => tensor(Float32Array.of(value), []);
  return { step: scalar(step), averaging: scalar(averagingAt(step, settings.averaging)) };
}

/** The numbers that a step measured, under the name of the network that it trained where two take turns. */
function scalarsOf(
  graph: Record<string, Tensor>,
  outputs: Record<string, RuntimeTensor>,
  network: string | undefined,
): Record<string, number> {
  const named = (name: string) => (network === undefined || name.includes('.') ? name : `${network}.${name}`);
  const names = Object.keys(outputs).filter((name) => staticShape(graph[name]!.shape).length === 0);
  return Object.fromEntries(names.map((name) => [named(name), outputs[name]!.data[0] as number]));
}
