import {
  add,
  batchNormalization,
  convolution,
  fullyConnected,
  Graph,
  perChannel,
  type Shape,
  type Tensor,
  transposedConvolution,
} from '../graph/index.js';
import { FloatLayers } from './float-layers.js';
import { activate, type ConvolutionOptions, type FullyConnectedOptions, heInitial, type Layers } from './layers.js';
import { Packing, type Specification } from './parameters.js';

/** Where training layers get a parameter from. */
export type ParameterSource = (specification: Specification) => Tensor;

/** Layers whose batch normalisation uses, and hands out, the statistics of the batch. */
export class TrainingLayers extends FloatLayers {
  /** The running statistics that the network has, and what this batch says of them, in the same order. */
  readonly statistics: { readonly specification: Specification; readonly batch: Tensor }[] = [];

  constructor(private readonly parameter: ParameterSource) {
    super();
  }

  convolution(name: string, x: Tensor, options: ConvolutionOptions): Tensor {
    const { features, kernel = 3, stride = 1 } = options;
    const weight = this.#kernel(name, [features, channelsOf(x), kernel, kernel], options);
    return this.#finish(name, convolution(x, weight, { stride }), options);
  }

  transposedConvolution(name: string, x: Tensor, options: Omit<ConvolutionOptions, 'stride'>): Tensor {
    const { features, kernel = 3 } = options;
    const weight = this.#kernel(name, [channelsOf(x), features, kernel, kernel], options);
    return this.#finish(name, transposedConvolution(x, weight), options);
  }

  fullyConnected(name: string, x: Tensor, { features, initial, bias = 0 }: FullyConnectedOptions): Tensor {
    const weight = this.#kernel(name, [features, channelsOf(x)], { initial });
    return fullyConnected(x, weight, this.#vector(`${name}.bias`, features, bias));
  }

  #kernel(
    name: string,
    shape: readonly number[],
    { initial = heInitial(shape) }: { initial?: Specification['initial'] | undefined },
  ): Tensor {
    return this.parameter({ name: `${name}.weight`, shape, initial, decays: true });
  }

  #vector(name: string, length: number, value: number): Tensor {
    return this.parameter({ name, shape: [length], initial: { value }, decays: false });
  }

  #finish(name: string, x: Tensor, { features, normalize = true, activation, bias = 0 }: ConvolutionOptions): Tensor {
    if (!normalize) return activate(add(x, perChannel(this.#vector(`${name}.bias`, features, bias))), activation);
    const scale = this.#vector(`${name}.norm.weight`, features, 1);
    const shift = this.#vector(`${name}.norm.bias`, features, 0);
    const { y, mean, variance } = batchNormalization(x, scale, shift);
    this.#statistic(`${name}.norm.running_mean`, features, 0, mean);
    this.#statistic(`${name}.norm.running_var`, features, 1, variance);
    return activate(y, activation);
  }

  #statistic(name: string, length: number, value: number, batch: Tensor): void {
    this.statistics.push({ specification: { name, shape: [length], initial: { value }, decays: false }, batch });
  }
}

/** A network's parameters and running statistics, found by building it once. */
export interface Declaration {
  readonly parameters: Packing;
  readonly statistics: Packing;
}

/**
 * Declares what a network needs.
 *
 * @param build the network, given layers and a tensor for each of `inputs`
 */
export function declare(
  build: (layers: Layers, ...inputs: Tensor[]) => unknown,
  inputs: readonly Shape[],
): Declaration {
  const graph = new Graph();
  const parameters: Specification[] = [];
  const layers = new TrainingLayers((specification) => {
    parameters.push(specification);
    return graph.input(specification.name, specification.shape);
  });
  build(layers, ...inputs.map((shape, index) => graph.input(`input${index}`, shape)));
  const statistics = layers.statistics.map(({ specification }) => specification);
  return { parameters: new Packing(parameters), statistics: new Packing(statistics) };
}

function channelsOf(x: Tensor): number {
  return x.shape[1] as number;
}
