import { requireHalf } from '../detect/require-half.js';
import { compile, halfPrecision, type Tensor, targetOf } from '../graph/index.js';
import type { Device } from '../platform/port.js';
import { type RuntimeTensor, Session, tensor } from '../runtime/session.js';
import { keptOnDevice, type TrainingState } from './training-state.js';

/** In which numbers steps compute. `float16`: convolutions and what lies between them; parameters and losses stay float32. */
export const TRAINING_PRECISIONS = ['float32', 'float16'] as const;
export type TrainingPrecision = (typeof TRAINING_PRECISIONS)[number];

/** What steps run on, and in which numbers. */
export interface StepRun {
  /** Threads of ONNX Runtime; all cores by default. Results are the same bit for bit only for the same number. */
  readonly threads?: number | undefined;
  /** `cpu` by default. A run may go on on another device than it began on. */
  readonly device?: Device | undefined;
  /** `float32` by default. A run may go on in another precision. */
  readonly precision?: TrainingPrecision | undefined;
}

/** @throws InputError where the device does not compute in that precision */
export async function requirePrecision({ device, precision }: StepRun): Promise<void> {
  if (precision === 'float16') await requireHalf(device);
}

/** Loads a training step; its new state stays in the device's memory. */
export async function openStep(
  step: Readonly<Record<string, Tensor>>,
  { threads, device, precision = 'float32' }: StepRun,
): Promise<Session> {
  const target = targetOf(device);
  const graph = precision === 'float16' ? halfPrecision(step, target) : step;
  return await Session.create(compile(graph, target), { threads, device, kept: keptOnDevice(step) });
}

/** What a step in half precision is given besides; nothing in float32. */
export function scaleOf(state: TrainingState, network: string, { precision }: StepRun): Record<string, RuntimeTensor> {
  if (precision !== 'float16') return {};
  return { lossScale: tensor(Float32Array.of(state.lossScale(network).value), []) };
}

/**
 * Takes over the state that a step put out, unless half precision overflowed in it.
 *
 * @returns what the log says of it: in half precision `lossScale`, and `skipped`, 0 or 1
 */
export function takeOver(
  state: TrainingState,
  network: string,
  outputs: Readonly<Record<string, RuntimeTensor>>,
  { precision }: StepRun,
): Record<string, number> {
  if (precision !== 'float16') {
    state.update(outputs);
    return {};
  }
  const named = (name: string) => (network === '' ? name : `${network}.${name}`);
  const scale = state.lossScale(network);
  const counts = scale.after(Number(outputs[named('gradientNorm')]!.data[0]));
  if (counts) state.update(outputs);
  else state.discard(outputs);
  return { [named('lossScale')]: scale.value, skipped: counts ? 0 : 1 };
}
