import type { z } from 'zod';
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
  splitVector,
  squareRoot,
  subtract,
  type Tensor,
} from '../graph/index.js';
import type { Packing } from '../networks/parameters.js';
import { isMatrix, muonDirection } from './muon.js';
import type { optimizerFields } from './optimizer-settings.js';

/** See `optimizerFields`. */
export type OptimizerSettings = z.infer<z.ZodObject<typeof optimizerFields>>;

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
 * With `muon` μ > 0, kernels that are matrices go in the direction of Muon (see `muonDirection`) for Nesterov's momentum
 * μ·m + (1 − μ)·g instead.
 *
 * @param gradients one for each of the packing's tensors
 * @param rate the learning rate, []
 * @param step t, from 1, []
 * @param lossScale what gradients are divided by before anything else, []
 */
export function optimize(
  state: OptimizerState,
  gradients: readonly Tensor[],
  packing: Packing,
  { rate, step, lossScale }: { rate: Tensor; step: Tensor; lossScale?: Tensor | undefined },
  settings: OptimizerSettings,
): OptimizerState & { gradientNorm: Tensor } {
  const { beta1, beta2, epsilon, weightDecay, clipNorm, muon } = settings;
  const scaled = concatenate(
    gradients.map((gradient) => reshape(gradient, [elementCount(gradient.shape)])),
    0,
  );
  const raw = lossScale ? divide(scaled, lossScale) : scaled;
  const gradientNorm = squareRoot(add(reduceSum(multiply(raw, raw)), 1e-12));
  const gradient = multiply(raw, minimum(divide(raw.graph.constant(clipNorm), gradientNorm), 1));

  const moment1 = add(multiply(state.moment1, beta1), multiply(gradient, 1 - beta1));
  const squares = add(multiply(state.moment2, beta2), multiply(multiply(gradient, gradient), 1 - beta2));
  // Muon has no use for it: zeros take no room in a compressed checkpoint.
  const moment2 = muon === 0 ? squares : multiply(squares, withoutMatrices(raw.graph, packing));
  // 1 − βᵗ
  const correction = (beta: number) => subtract(raw.graph.constant(1), exponential(multiply(step, Math.log(beta))));
  const adamDirection = divide(
    divide(moment1, correction(beta1)),
    add(squareRoot(divide(moment2, correction(beta2))), epsilon),
  );
  const lookahead = add(multiply(moment1, muon), multiply(gradient, 1 - muon));
  const direction = muon === 0 ? adamDirection : replaceMatrices(adamDirection, lookahead, packing);
  const decay = weightDecay === 0 ? undefined : multiply(state.parameters, decayMask(raw.graph, packing, weightDecay));
  const parameters = subtract(state.parameters, multiply(decay ? add(direction, decay) : direction, rate));
  return { parameters, moment1, moment2, gradientNorm };
}

/** Muon's directions for matrices, AdamW's for the other parameters. */
function replaceMatrices(adamDirection: Tensor, momentum: Tensor, packing: Packing): Tensor {
  const kernels = splitVector(momentum, packing.shapes);
  const directions = splitVector(adamDirection, packing.shapes).map((direction, index) => {
    const chosen = isMatrix(direction.shape) ? muonDirection(kernels[index]!) : direction;
    return reshape(chosen, [elementCount(direction.shape)]);
  });
  return concatenate(directions, 0);
}

/** 0 for elements of kernels that are matrices, 1 for the others. */
function withoutMatrices(graph: Graph, packing: Packing): Tensor {
  const parts = packing.shapes.map((shape) => new Float32Array(elementCount(shape)).fill(isMatrix(shape) ? 0 : 1));
  return graph.constant(Float32Array.from(parts.flatMap((part) => [...part])), [packing.length]);
}

function decayMask(graph: Graph, packing: Packing, weightDecay: number): Tensor {
  const mask = packing.decayMask();
  return graph.constant(
    mask.map((decays) => decays * weightDecay),
    [mask.length],
  );
}
