import type { MetricsLine, MetricsLog } from './metrics.js';
import { Means } from './metrics.js';

/** How often, in steps, a run saves, writes a line of metrics, and is scored. */
export interface Rhythm {
  readonly checkpoint: number;
  readonly metrics: number;
  readonly evaluate: number;
}

/** What those who watch a run are told. */
export interface Watcher {
  /** Called once, with the steps that are done already. */
  onStart?(step: number): void;
  /** Called after every step. */
  onStep?(progress: { step: number; loss: number; seconds: number }): void;
  /** Called after every checkpoint with the whole log. */
  onMetrics?(lines: readonly MetricsLine[]): Promise<void>;
}

export interface TrainingLoop {
  /** Steps done already, and steps in all. */
  readonly start: number;
  readonly steps: number;
  readonly rhythm: Rhythm;
  readonly log: MetricsLog;
  readonly watcher: Watcher;
  /** Stops after the current step, saving. */
  readonly signal?: AbortSignal | undefined;
  /** Takes a step, counted from 1, and returns what it measured, `loss` among it; `skipped` above 0 where part of it does not count. */
  advance(step: number): Promise<Readonly<Record<string, number>> & { readonly loss: number }>;
  save(step: number): Promise<void>;
  /** Scores what was reached; the numbers go into the log. */
  readonly evaluate?: ((step: number) => Promise<Record<string, number>>) | undefined;
}

/**
 * Takes the steps of a run, and saves, logs and scores on the way.
 *
 * @returns steps done in all
 * @throws Error where a loss is not finite
 */
export async function runTraining(loop: TrainingLoop): Promise<number> {
  const { steps, rhythm, log, watcher, signal, evaluate } = loop;
  const means = new Means();
  let step = loop.start;
  watcher.onStart?.(step);
  while (step < steps && !signal?.aborted) {
    const started = performance.now();
    step += 1;
    const measured = await loop.advance(step);
    const seconds = (performance.now() - started) / 1000;
    means.add({ ...measured, seconds });
    if (!Number.isFinite(measured.loss) && !measured.skipped)
      throw new Error(`the loss of step ${step} is not finite; lower the learning rate`);
    watcher.onStep?.({ step, loss: measured.loss, seconds });

    const due = (every: number) => step % every === 0 || step === steps;
    if (due(rhythm.metrics)) await log.append({ step, ...means.take() });
    if (due(rhythm.checkpoint)) await loop.save(step);
    if (evaluate && due(rhythm.evaluate)) await log.append({ step, ...(await evaluate(step)) });
    if (due(rhythm.checkpoint)) await watcher.onMetrics?.(log.lines);
  }
  await loop.save(step);
  await watcher.onMetrics?.(log.lines);
  return step;
}
