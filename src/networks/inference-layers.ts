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
import { FloatLayers } from './float-layers.js';
import { foldedKernel } from './folding.js';
import { activate, type ConvolutionOptions, type FullyConnectedOptions } from './layers.js';
import { requireTensor, type Weights } from './parameters.js';

/**
 * Layers with trained weights as constants. Batch normalisation is folded into the kernels and biases unless `fold` is
 * false, which is there to check the folding against.
 */
export class InferenceLayers extends FloatLayers {
  /** What convolutions and sums give, by their names: where they lie decides how they become bytes. */
  readonly activations = new Map<string, Tensor>();

  constructor(
    private readonly graph: Graph,
    private readonly weights: Weights,
    private readonly fold = true,
  ) {
    super();
  }

  convolution(name: string, x: Tensor, options: ConvolutionOptions): Tensor {
    const { features, kernel = 3, stride = 1, normalize = true, activation } = options;
    const shape = [features, x.shape[1] as number, kernel, kernel];
    if (normalize && !this.fold) {
      return activate(
        this.#normalize(name, convolution(x, this.#tensor(`${name}.weight`, shape), { stride }), features),
        activation,
      );
    }
    const { weight, bias } = this.#folded(name, shape, 0, normalize);
    return this.#observed(name, activate(convolution(x, weight, { stride, bias }), activation));
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
    const { weight, bias } = this.#folded(name, shape, 1, normalize);
    return activate(add(transposedConvolution(x, weight), perChannel(bias)), activation);
  }

  fullyConnected(name: string, x: Tensor, { features }: FullyConnectedOptions): Tensor {
    const weight = this.#tensor(`${name}.weight`, [features, x.shape[1] as number]);
    return fullyConnected(x, weight, this.#tensor(`${name}.bias`, [features]));
  }

  override add(name: string, a: Tensor, b: Tensor, activation: 'none' | 'relu'): Tensor {
    return this.#observed(name, super.add(name, a, b, activation));
  }

  #observed(name: string, x: Tensor): Tensor {
    this.activations.set(name, x);
    return x;
  }

  #folded(name: string, shape: readonly number[], featureAxis: 0 | 1, normalize: boolean) {
    const { weight, bias } = foldedKernel(this.weights, name, shape, featureAxis, normalize);
    return { weight: this.graph.constant(weight, shape), bias: this.graph.constant(bias, [bias.length]) };
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
}
