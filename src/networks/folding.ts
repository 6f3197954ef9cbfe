import { BATCH_NORMALIZATION_EPSILON } from '../graph/operations/batch-normalization.js';
import { requireTensor, type Weights } from './parameters.js';

/** A convolution's kernel, [features, channels, k, k] or transposed [channels, features, k, k], and bias, [features]. */
export interface Kernel {
  readonly shape: readonly number[];
  readonly weight: Float32Array;
  readonly bias: Float32Array;
}

/**
 * The kernel and bias of a trained convolution, batch normalisation folded into both:
 * weight' = weight · scale / √(variance + ε), bias' = shift − mean · scale / √(variance + ε)
 *
 * @param featureAxis of the shape
 * @param normalize whether it has batch normalisation; otherwise it has a bias
 */
export function foldedKernel(
  weights: Weights,
  name: string,
  shape: readonly number[],
  featureAxis: 0 | 1,
  normalize: boolean,
): Kernel {
  const features = shape[featureAxis]!;
  const kernel = requireTensor(weights, `${name}.weight`, shape).data;
  if (!normalize) return { shape, weight: kernel, bias: requireTensor(weights, `${name}.bias`, [features]).data };
  const part = (suffix: string) => requireTensor(weights, `${name}.norm.${suffix}`, [features]).data;
  const [scale, shift, mean, variance] = [part('weight'), part('bias'), part('running_mean'), part('running_var')];
  const factor = scale.map((value, feature) => value / Math.sqrt(variance[feature]! + BATCH_NORMALIZATION_EPSILON));
  const inner = shape.slice(featureAxis + 1).reduce((product, length) => product * length, 1);
  // Plain loops: a page builds its networks while somebody waits.
  const weight = new Float32Array(kernel.length);
  for (let row = 0, i = 0; i < weight.length; row++) {
    const gain = factor[row % features]!;
    for (let end = i + inner; i < end; i++) weight[i] = kernel[i]! * gain;
  }
  return {
    ...{ shape, weight },
    bias: shift.map((value, feature) => value - mean[feature]! * factor[feature]!),
  };
}
