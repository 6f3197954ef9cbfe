import type { Tensor } from '../index.js';
import { Evaluator, randomValues } from './evaluate.js';

/** By how much a graphics processor's numbers and gradients lie from the CPU's, at most. */
export interface Difference {
  readonly output: number;
  readonly gradients: number;
}

/**
 * Runs the same on the CPU and through WebGPU.
 *
 * @param round what becomes of random values, which it may make equal to each other
 */
export async function compareDevices(
  shapes: readonly (readonly number[])[],
  build: (...inputs: Tensor[]) => Tensor,
  [low, high]: readonly [number, number] = [-1, 1],
  round: (value: number) => number = (value) => value,
): Promise<Difference> {
  const values = shapes.map((shape, index) => randomValues(shape, index + 1, low, high).map(round));
  const on = async (target: 'cpu' | 'webgpu') => {
    const evaluator = await Evaluator.create(shapes, build, target);
    const outcome = await evaluator.run(values, randomValues(evaluator.outputShape, 99));
    await evaluator.dispose();
    return outcome;
  };
  const cpu = await on('cpu');
  const gpu = await on('webgpu');
  return {
    output: apart(cpu.output, gpu.output),
    gradients: Math.max(...cpu.gradients.map((gradient, index) => apart(gradient, gpu.gradients[index]!))),
  };
}

function apart(a: Float32Array, b: Float32Array): number {
  if (a.length !== b.length) return Number.POSITIVE_INFINITY;
  return a.reduce((most, value, index) => Math.max(most, Math.abs(value - b[index]!)), 0);
}
