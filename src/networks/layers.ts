import { elementCount, leakyRelu, relu, type Tensor, tanh } from '../graph/index.js';
import type { Initial } from './parameters.js';

export type Activation = 'none' | 'relu' | 'leaky-relu' | 'tanh';

export interface ConvolutionOptions {
  /** Output channels. */
  readonly features: number;
  /** Side of the kernel; 3 by default. */
  readonly kernel?: number;
  /** 1 by default. */
  readonly stride?: 1 | 2;
  /** Batch normalisation in place of a bias; on by default. */
  readonly normalize?: boolean;
  /** After normalisation; `relu` by default. */
  readonly activation?: Activation;
  /** Start of the kernel; He's N(0, 2 / fan-in) by default. */
  readonly initial?: Initial;
  /** Start of the bias, where there is one; 0 by default. */
  readonly bias?: number;
}

export interface FullyConnectedOptions {
  readonly features: number;
  readonly initial?: Initial;
  readonly bias?: number;
}

/**
 * What networks are written in. A network is a function from layers and inputs to outputs; which layers it is given
 * decides whether it declares its parameters, trains or infers.
 */
export interface Layers {
  /** x [batch, channels, height, width] → [batch, features, height / stride, width / stride] */
  convolution(name: string, x: Tensor, options: ConvolutionOptions): Tensor;
  /** x [batch, channels, height, width] → [batch, features, 2 · height, 2 · width] */
  transposedConvolution(name: string, x: Tensor, options: Omit<ConvolutionOptions, 'stride'>): Tensor;
  /** x [batch, inputs] → [batch, features] */
  fullyConnected(name: string, x: Tensor, options: FullyConnectedOptions): Tensor;
  /**
   * 1 × 1 convolutions of the same x, each with a bias and nothing behind it, where the network's answer comes out.
   *
   * @param outputs by their names: how many features each has, and what its bias starts as, 0 by default
   */
  heads(name: string, x: Tensor, outputs: Readonly<Record<string, HeadOptions>>): Tensor[];
  /** Colours from 0 to 255 as (colour − mean) / deviation. */
  standardize(pixels: Tensor, mean: number, deviation: number): Tensor;
  /** a + b, of the same shape. */
  add(name: string, a: Tensor, b: Tensor, activation: 'none' | 'relu'): Tensor;
  /** Each pixel of x becomes 2 × 2. */
  upsample(x: Tensor): Tensor;
  /** The maximum of each 2 × 2 pixels of x. */
  maxPool(x: Tensor): Tensor;
}

/** One of several heads. */
export interface HeadOptions {
  readonly features: number;
  readonly initial?: Initial;
  readonly bias?: number;
}

/** He initialisation (He et al. 2015, equation 10): the variance of a ReLU network's signal stays what it is. */
export function heInitial(shape: readonly number[]): Initial {
  return { deviation: Math.sqrt(2 / elementCount(shape.slice(1))) };
}

export function activate(x: Tensor, activation: Activation = 'relu'): Tensor {
  switch (activation) {
    case 'none':
      return x;
    case 'relu':
      return relu(x);
    case 'leaky-relu':
      return leakyRelu(x);
    case 'tanh':
      return tanh(x);
  }
}
