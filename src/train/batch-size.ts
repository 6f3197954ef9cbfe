import { freemem } from 'node:os';
import { InputError } from '../errors/errors.js';
import { elementCount, peakBytes, type Tensor } from '../graph/index.js';
import { type RuntimeTensor, tensor } from '../runtime/session.js';
import { openStep, type StepRun } from './step-session.js';

/** What a step is measured to take of `peakBytes`: gradients of convolutions hold several copies of what they see. */
const MEASURED = 3.5;
/** What of the free memory steps may take; the rest is for photos, and for whatever else the machine does. */
const SHARE = 0.5;
/** By what the settings' batch may be multiplied. */
const FACTORS = [1 / 8, 1 / 4, 1 / 2, 1, 2, 4, 8] as const;

/** A batch that fits. */
export interface BatchChoice {
  readonly factor: number;
  /** What its steps take, and what was free, in bytes. */
  readonly takes: number;
  readonly free: number;
}

/**
 * By how much larger or smaller a batch may be than the settings say, so that memory suffices. The same free memory gives the
 * same answer. A GPU does not say how much it has of its own: there each size takes a step, and the last that could is chosen.
 *
 * @param stepsOf the graphs of a run whose batch is so many times as large
 * @param free bytes of memory
 * @throws InputError where not even an eighth fits
 */
export async function chooseBatch(
  stepsOf: (factor: number) => readonly Readonly<Record<string, Tensor>>[],
  run: StepRun,
  free = freemem(),
): Promise<BatchChoice> {
  let chosen: BatchChoice | undefined;
  for (const factor of FACTORS) {
    const steps = stepsOf(factor);
    const takes = MEASURED * steps.reduce((sum, step) => sum + peakBytes(step), 0);
    if (takes > SHARE * free || (isOther(run) && !(await canRun(steps, run)))) break;
    chosen = { factor, takes, free };
  }
  if (chosen) return chosen;
  throw new InputError(
    `batch size: not even an eighth of the usual batch fits into the ${gigabytes(free)} that are free. Choose smaller crops, or free memory.`,
  );
}

/** For the log. */
export function describeBatch({ takes, free }: BatchChoice): string {
  return `a step takes about ${gigabytes(takes)} of the ${gigabytes(free)} that are free`;
}

const isOther = ({ device }: StepRun) => device !== undefined && device !== 'cpu';
const gigabytes = (bytes: number) => `${(bytes / 1e9).toFixed(1)} GB`;

/** Whether the device takes a step of each graph, given nothing but zeros. */
async function canRun(steps: readonly Readonly<Record<string, Tensor>>[], run: StepRun): Promise<boolean> {
  try {
    for (const step of steps) {
      const session = await openStep(step, run);
      try {
        const outputs = await session.run(zerosFor(step, session.inputNames));
        for (const output of Object.values(outputs)) if (output.location !== 'cpu') output.dispose();
      } finally {
        await session.dispose();
      }
    }
    return true;
  } catch {
    return false;
  }
}

function zerosFor(step: Readonly<Record<string, Tensor>>, names: readonly string[]): Record<string, RuntimeTensor> {
  const wanted = new Set(names);
  const { inputs } = Object.values(step)[0]!.graph;
  return Object.fromEntries(
    inputs
      .filter(({ name }) => wanted.has(name))
      .map(({ name, shape, type }) => {
        const count = elementCount(shape);
        const zeros = type === 'uint8' ? new Uint8Array(count) : new Float32Array(count);
        return [name, tensor(zeros, shape as readonly number[])];
      }),
  );
}
