import {
  add,
  concatenate,
  divide,
  elementCount,
  exponential,
  type Graph,
  minimum,
  multiply,
  reduceSum,
  reshape,
  squareRoot,
  subtract,
  type Tensor,
} from '../graph/index.js';
import type { Packing } from '../networks/parameters.js';

export interface AdamSettings {
  /** Decay rates of the moments' averages. */
  readonly beta1: number;
  readonly beta2: number;
  /** Added to the root of the second moment. */
  readonly epsilon: number;
  /** AdamW's decoupled decay, applied to kernels only; 0 makes it Adam. */
  readonly weightDecay: number;
  /** The gradient of all parameters together is scaled down to this L2 norm. */
  readonly clipNorm: number;
}

/** Parameters and moments, each [parameters]. */
export interface OptimizerState {
  readonly parameters: Tensor;
  readonly moment1: Tensor;
  readonly moment2: Tensor;
}

/**
 * One step of AdamW (Loshchilov & Hutter 2019, algorithm 2) after clipping by global norm:
 *   m ← β1·m + (1 − β1)·g,  v ← β2·v + (1 − β2)·g²,
 *   θ ← θ − rate · (m / (1 − β1ᵗ) / (√(v / (1 − β2ᵗ)) + ε) + decay · θ)
 *
 * @param gradients one for each of the packing's tensors
 * @param rate the learning rate, []
 * @param step t, from 1, []
 */
export function adam(
  state: OptimizerState,
  gradients: readonly Tensor[],
  packing: Packing,
  { rate, step }: { rate: Tensor; step: Tensor },
  settings: AdamSettings,
): OptimizerState & { gradientNorm: Tensor } {
  const { beta1, beta2, epsilon, weightDecay, clipNorm } = settings;
  const raw = concatenate(
    gradients.map((gradient) => reshape(gradient, [elementCount(gradient.shape)])),
    0,
  );
  const gradientNorm = squareRoot(add(reduceSum(multiply(raw, raw)), 1e-12));
  const gradient = multiply(raw, minimum(divide(raw.graph.constant(clipNorm), gradientNorm), 1));

  const moment1 = add(multiply(state.moment1, beta1), multiply(gradient, 1 - beta1));
  const moment2 = add(multiply(state.moment2, beta2), multiply(multiply(gradient, gradient), 1 - beta2));
  // 1 − βᵗ
  const correction = (beta: number) => subtract(raw.graph.constant(1), exponential(multiply(step, Math.log(beta))));
  const direction = divide(
    divide(moment1, correction(beta1)),
    add(squareRoot(divide(moment2, correction(beta2))), epsilon),
  );
  const decay = weightDecay === 0 ? undefined : multiply(state.parameters, decayMask(raw.graph, packing, weightDecay));
  const parameters = subtract(state.parameters, multiply(decay ? add(direction, decay) : direction, rate));
  return { parameters, moment1, moment2, gradientNorm };
}

function decayMask(graph: Graph, packing: Packing, weightDecay: number): Tensor {
  const mask = packing.decayMask();
  return graph.constant(
    mask.map((decays) => decays * weightDecay),
    [mask.length],
  );
}
