import {
  add,
  convolution,
  fixedBatchNormalization,
  fullyConnected,
  type Graph,
  perChannel,
  type Tensor,
  transposedConvolution,
} from '../graph/index.js';
import { BATCH_NORMALIZATION_EPSILON } from '../graph/operations/batch-normalization.js';
import { activate, type ConvolutionOptions, type FullyConnectedOptions, type Layers } from './layers.js';
import { requireTensor, type Weights } from './parameters.js';

/**
 * Layers with trained weights as constants. Batch normalisation is folded into the kernels and biases unless `fold` is
 * false, which is there to check the folding against.
 */
export class InferenceLayers implements Layers {
  constructor(
    private readonly graph: Graph,
    private readonly weights: Weights,
    private readonly fold = true,
  ) {}

  convolution(name: string, x: Tensor, options: ConvolutionOptions): Tensor {
    const { features, kernel = 3, stride = 1, normalize = true, activation } = options;
    const shape = [features, x.shape[1] as number, kernel, kernel];
    if (normalize && !this.fold) {
      return activate(
        this.#normalize(name, convolution(x, this.#tensor(`${name}.weight`, shape), { stride }), features),
        activation,
      );
    }
    const { weight, bias } = this.#folded(name, shape, 0, features, normalize);
    return activate(convolution(x, weight, { stride, bias }), activation);
  }

  transposedConvolution(name: string, x: Tensor, options: Omit<ConvolutionOptions, 'stride'>): Tensor {
    const { features, kernel = 3, normalize = true, activation } = options;
    const shape = [x.shape[1] as number, features, kernel, kernel];
    if (normalize && !this.fold) {
      return activate(
        this.#normalize(name, transposedConvolution(x, this.#tensor(`${name}.weight`, shape)), features),
        activation,
      );
    }
    const { weight, bias } = this.#folded(name, shape, 1, features, normalize);
    return activate(add(transposedConvolution(x, weight), perChannel(bias)), activation);
  }

  fullyConnected(name: string, x: Tensor, { features }: FullyConnectedOptions): Tensor {
    const weight = this.#tensor(`${name}.weight`, [features, x.shape[1] as number]);
    return fullyConnected(x, weight, this.#tensor(`${name}.bias`, [features]));
  }

  #tensor(name: string, shape: readonly number[]): Tensor {
    return this.graph.constant(requireTensor(this.weights, name, shape).data, shape);
  }

  #normalize(name: string, x: Tensor, features: number): Tensor {
    const [scale, bias, mean, variance] = ['weight', 'bias', 'running_mean', 'running_var'].map((part) =>
      this.#tensor(`${name}.norm.${part}`, [features]),
    ) as [Tensor, Tensor, Tensor, Tensor];
    return fixedBatchNormalization(x, scale, bias, mean, variance);
  }

  /** weight' = weight · scale / √(variance + ε), bias' = shift − mean · scale / √(variance + ε) */
  #folded(name: string, shape: readonly number[], featureAxis: 0 | 1, features: number, normalize: boolean) {
    if (!normalize)
      return { weight: this.#tensor(`${name}.weight`, shape), bias: this.#tensor(`${name}.bias`, [features]) };
    const part = (suffix: string) => requireTensor(this.weights, `${name}.norm.${suffix}`, [features]).data;
    const [scale, shift, mean, variance] = [part('weight'), part('bias'), part('running_mean'), part('running_var')];
    const factor = scale.map((value, feature) => value / Math.sqrt(variance[feature]! + BATCH_NORMALIZATION_EPSILON));
    const kernel = requireTensor(this.weights, `${name}.weight`, shape).data;
    const inner = shape.slice(featureAxis + 1).reduce((product, length) => product * length, 1);
    const weight = kernel.map((value, index) => value * factor[Math.floor(index / inner) % features]!);
    const bias = shift.map((value, feature) => value - mean[feature]! * factor[feature]!);
    return { weight: this.graph.constant(weight, shape), bias: this.graph.constant(bias, [features]) };
  }
}
