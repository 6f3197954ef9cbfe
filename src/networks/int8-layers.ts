import {
  add,
  convolution,
  dequantizeLinear,
  dequantizePerFeature,
  doublePixels,
  fullyConnected,
  type Graph,
  maxPool,
  multiply,
  type Quantization,
  quantizeLinear,
  slice,
  stripConvolution,
  type Tensor,
  transpose,
  viewChannels,
} from '../graph/index.js';
import { foldedKernel, type Kernel } from './folding.js';
import {
  activate,
  type ConvolutionOptions,
  type FullyConnectedOptions,
  type HeadOptions,
  type Layers,
} from './layers.js';
import { requireTensor, type Weights } from './parameters.js';
import { type KernelBits, quantizationOf, quantizeKernel, type Ranges } from './quantize-kernel.js';
import { stripKernel } from './strip-kernel.js';
import { sumScales } from './sum-scales.js';

/** Bytes of a graph, and the numbers that they stand for. */
export interface Quantized {
  /** [batch, channels, height, width], uint8 */
  readonly bytes: Tensor;
  readonly quantization: Quantization;
}

/** Pictures in bytes that the network sees as they are. */
interface Pixels extends Quantized {
  /** What must be added to what the bytes stand for: the middle of 0 to 255 is no whole number. */
  readonly offset: number;
}

/** Several heads in one: their features one after the other, each row divided by a factor. */
export interface JoinedHeads extends Quantized {
  readonly factors: readonly number[];
}

const TO_LAST = [0, 2, 3, 1];
const TO_FIRST = [0, 3, 1, 2];

/** Columns that are joined where a picture's few channels would make a slow convolution. */
const STRIP = 4;

/** Pictures have at most this many channels. */
const PICTURE_CHANNELS = 6;

/**
 * Layers with trained weights in 8 bits: activations as bytes, one scale a tensor, kernels as signed ones, one scale a
 * feature, between QuantizeLinear and DequantizeLinear, which ONNX Runtime fuses with what is between them. Tensors of the
 * graph hold float32 by type, and the bytes behind them are what is computed with.
 */
export class Int8Layers implements Layers {
  readonly #quantized = new WeakMap<Tensor, Quantized>();
  readonly #pixels = new WeakMap<Tensor, Pixels>();
  /** How the output of a convolution is made with another scale. */
  readonly #remade = new WeakMap<Tensor, (quantization: Quantization) => Quantized>();
  /** By the name of the layer. */
  readonly joinedHeads = new Map<string, JoinedHeads>();

  /** @param ranges of all convolutions and sums, and of `heads` by the names of their outputs */
  constructor(
    private readonly graph: Graph,
    private readonly weights: Weights,
    private readonly ranges: Ranges,
    private readonly bits: KernelBits = 8,
  ) {}

  convolution(name: string, x: Tensor, options: ConvolutionOptions): Tensor {
    const { features, kernel = 3, stride = 1, normalize = true, activation } = options;
    const shape = [features, x.shape[1] as number, kernel, kernel];
    const folded = foldedKernel(this.weights, name, shape, 0, normalize);
    const pixels = this.#pixels.get(x);
    const make = (quantization: Quantization) =>
      pixels && kernel === 3 && shape[1]! <= PICTURE_CHANNELS
        ? this.#convolvePixels(pixels, folded, stride, quantization, activation)
        : this.#convolve(pixels ?? this.#bytesOf(name, x), folded, stride, quantization, activation);
    const y = this.#remember(make(this.#quantizationOf(name)));
    this.#remade.set(y, make);
    return y;
  }

  transposedConvolution(name: string): Tensor {
    throw new RangeError(`${name} is a transposed convolution, which 8 bits do not have`);
  }

  /** In float32: a matrix of a few rows is read from memory once either way. */
  fullyConnected(name: string, x: Tensor, { features }: FullyConnectedOptions): Tensor {
    const shape = [features, x.shape[1] as number];
    const weight = this.graph.constant(requireTensor(this.weights, `${name}.weight`, shape).data, shape);
    const bias = this.graph.constant(requireTensor(this.weights, `${name}.bias`, [features]).data, [features]);
    return fullyConnected(x, weight, bias);
  }

  /** One convolution; the rows of all heads but the first are scaled so that they share its bytes. */
  heads(name: string, x: Tensor, outputs: Readonly<Record<string, HeadOptions>>): Tensor[] {
    const parts = Object.entries(outputs).map(([output, { features }]) => {
      const shape = [features, x.shape[1] as number, 1, 1];
      return {
        range: this.#rangeOf(`${name}.${output}`),
        ...foldedKernel(this.weights, `${name}.${output}`, shape, 0, false),
      };
    });
    const shared = parts[0]!.range;
    const rows = parts.map(({ range, shape, weight, bias }) => {
      const factor = factorOf(range, shared);
      return {
        factor,
        features: shape[0]!,
        weight: weight.map((value) => value / factor),
        bias: bias.map((value) => value / factor),
      };
    });
    const features = rows.reduce((sum, row) => sum + row.features, 0);
    const joined = {
      shape: [features, x.shape[1] as number, 1, 1],
      weight: concatenated(rows.map(({ weight }) => weight)),
      bias: concatenated(rows.map(({ bias }) => bias)),
    };
    const y = this.#convolve(this.#bytesOf(name, x), joined, 1, quantizationOf(shared), 'none');
    this.joinedHeads.set(name, { ...y, factors: rows.flatMap((row) => Array(row.features).fill(row.factor)) });
    const values = this.#remember(y);
    let start = 0;
    return rows.map((row) => {
      const from = start;
      start += row.features;
      const part = slice(values, 1, from, start);
      return row.factor === 1 ? part : multiply(part, row.factor);
    });
  }

  /** Bytes stay what they are: [batch, height, width, channels], as pictures lie in memory. */
  standardize(pixels: Tensor, mean: number, deviation: number): Tensor {
    if (pixels.type !== 'uint8') throw new RangeError(`${pixels} are no bytes`);
    const zeroPoint = Math.round(mean);
    const quantization = { scale: 1 / deviation, zeroPoint };
    const bytes = transpose(pixels, TO_FIRST);
    const x = dequantizeLinear(bytes, quantization);
    this.#pixels.set(x, { bytes, quantization, offset: (zeroPoint - mean) / deviation });
    return x;
  }

  /** Where one of the two is a convolution, scales are such that the sum is the same on any processor, see `sumScales`. */
  add(name: string, a: Tensor, b: Tensor, activation: 'none' | 'relu'): Tensor {
    const [kept, other] = this.#remade.has(b) ? [a, b] : [b, a];
    const [x, y] = [kept, other].map((tensor) => this.#bytesOf(name, tensor)) as [Quantized, Quantized];
    const remake = this.#remade.get(other);
    const wanted = this.#quantizationOf(name);
    const scales = remake && sumScales(x.quantization.scale, y.quantization, wanted);
    const total = add(dequantize(x), dequantize(scales ? remake(scales.addend) : y));
    return this.#remember(quantize(total, scales?.sum ?? wanted, activation));
  }

  upsample(x: Tensor): Tensor {
    const { bytes, quantization } = this.#bytesOf('upsampling', x);
    const doubled = transpose(doublePixels(transpose(bytes, TO_LAST)), TO_FIRST);
    return this.#remember({ bytes: doubled, quantization });
  }

  maxPool(x: Tensor): Tensor {
    const { bytes, quantization } = this.#bytesOf('pooling', x);
    return this.#remember({ bytes: maxPool(bytes), quantization });
  }

  #convolve(
    { bytes, quantization: input, offset = 0 }: Quantized & { readonly offset?: number },
    kernel: Kernel,
    stride: 1 | 2,
    output: Quantization,
    activation: ConvolutionOptions['activation'],
  ): Quantized {
    const { weight, bias } = this.#constants(kernel, input.scale, offset);
    return quantize(convolution(dequantizeLinear(bytes, input), weight, { stride, bias }), output, activation);
  }

  #convolvePixels(
    { bytes, quantization: input, offset }: Pixels,
    kernel: Kernel,
    stride: 1 | 2,
    output: Quantization,
    activation: ConvolutionOptions['activation'],
  ): Quantized {
    const [features, channels] = kernel.shape as [number, number, number, number];
    const strips = transpose(viewChannels(transpose(bytes, TO_LAST), STRIP * channels), TO_FIRST);
    const { weight, bias } = this.#constants(stripKernel(kernel, stride, STRIP), input.scale, offset);
    const y = quantize(stripConvolution(dequantizeLinear(strips, input), weight, bias, stride), output, activation);
    const parted = transpose(viewChannels(transpose(y.bytes, TO_LAST), features), TO_FIRST);
    return { bytes: parted, quantization: output };
  }

  /** The offset of all inputs goes into the bias. At the border, where zeros are seen, that is off by as much. */
  #constants({ shape, weight, bias }: Kernel, inputScale: number, offset: number) {
    const inner = weight.length / bias.length;
    const sum = (feature: number) =>
      weight.subarray(feature * inner, (feature + 1) * inner).reduce((total, value) => total + value, 0);
    const shifted = offset === 0 ? bias : bias.map((value, feature) => value + offset * sum(feature));
    const quantized = quantizeKernel({ shape, weight, bias: shifted }, inputScale, this.bits);
    return {
      weight: dequantizePerFeature(this.graph.constant(quantized.weight, shape), quantized.weightScales),
      bias: dequantizePerFeature(this.graph.constant(quantized.bias, [bias.length]), quantized.biasScales),
    };
  }

  #remember(y: Quantized): Tensor {
    const x = dequantize(y);
    this.#quantized.set(x, y);
    return x;
  }

  /** The bytes behind a tensor; of one that comes from elsewhere, such as a picture that was drawn, they are made. */
  #bytesOf(name: string, x: Tensor): Quantized {
    return this.#quantized.get(x) ?? quantize(x, this.#quantizationOf(`${name}.input`), 'none');
  }

  #quantizationOf(name: string): Quantization {
    return quantizationOf(this.#rangeOf(name));
  }

  #rangeOf(name: string) {
    const range = this.ranges[name];
    if (!range) throw new RangeError(`the weights have no range of ${name}: they are of another network`);
    return range;
  }
}

function dequantize({ bytes, quantization }: Quantized): Tensor {
  return dequantizeLinear(bytes, quantization);
}

/** Where bytes begin at 0, they are clipped there as a ReLU does. */
function quantize(x: Tensor, quantization: Quantization, activation: ConvolutionOptions['activation']): Quantized {
  const clipped = activation === undefined || activation === 'relu';
  const active = clipped && quantization.zeroPoint === 0 ? x : activate(x, activation);
  return { bytes: quantizeLinear(active, quantization), quantization };
}

/** By what a head's values must be divided so that the range of another holds them. */
function factorOf([low, high]: readonly [number, number], [least, most]: readonly [number, number]): number {
  const below = least < 0 ? Math.max(low / least, 0) : 0;
  const above = most > 0 ? Math.max(high / most, 0) : 0;
  return low === least && high === most ? 1 : Math.max(below, above, 1e-6);
}

function concatenated(parts: readonly Float32Array[]): Float32Array {
  return Float32Array.from(parts.flatMap((part) => [...part]));
}
