import { add, maxPool, multiply, nearestUpsample, type Tensor } from '../graph/index.js';
import {
  activate,
  type ConvolutionOptions,
  type FullyConnectedOptions,
  type HeadOptions,
  type Layers,
} from './layers.js';

/** What layers of float32 do without parameters of their own, whether they train or infer. */
export abstract class FloatLayers implements Layers {
  abstract convolution(name: string, x: Tensor, options: ConvolutionOptions): Tensor;
  abstract transposedConvolution(name: string, x: Tensor, options: Omit<ConvolutionOptions, 'stride'>): Tensor;
  abstract fullyConnected(name: string, x: Tensor, options: FullyConnectedOptions): Tensor;

  heads(name: string, x: Tensor, outputs: Readonly<Record<string, HeadOptions>>): Tensor[] {
    return Object.entries(outputs).map(([output, options]) =>
      this.convolution(`${name}.${output}`, x, { kernel: 1, normalize: false, activation: 'none', ...options }),
    );
  }

  standardize(pixels: Tensor, mean: number, deviation: number): Tensor {
    return multiply(add(pixels, -mean), 1 / deviation);
  }

  add(_name: string, a: Tensor, b: Tensor, activation: 'none' | 'relu'): Tensor {
    return activate(add(a, b), activation);
  }

  upsample(x: Tensor): Tensor {
    return nearestUpsample(x);
  }

  maxPool(x: Tensor): Tensor {
    return maxPool(x);
  }
}
