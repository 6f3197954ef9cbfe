import {
  add,
  concatenate,
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

/** Bytes as a convolution takes them. */
interface Input extends Quantized {
  /** What must be added to what the bytes stand for, 0 by default: the middle of a picture's 0 to 255 is no whole number. */
  readonly offset?: number;
  /** What they are joined of: strips of pictures are joined in a quarter of the time. */
  readonly pictures?: readonly Tensor[];
}

/** Several heads in one: their features one after the other, each row divided by a factor. */
export interface JoinedHeads extends Quantized {
  readonly factors: readonly number[];
}

const TO_LAST = [0, 2, 3, 1];
const TO_FIRST = [0, 3, 1, 2];

/** Columns of a picture that are joined, see `stripKernel`: its few channels would make a slow convolution. */
const PICTURE_STRIP = { channels: 6, columns: 4 } as const;

/** And of what becomes as few features: in six sevenths of the time, though half of the products are with zeros. */
const NARROW_STRIP = { channels: 16, columns: 2 } as const;

/**
 * Layers with trained weights in 8 bits: activations as bytes, one scale a tensor, kernels as signed ones, one scale a
 * feature, between QuantizeLinear and DequantizeLinear, which ONNX Runtime fuses with what is between them. Tensors of the
 * graph hold float32 by type, and the bytes behind them are what is computed with.
 */
export class Int8Layers implements Layers {
  readonly #quantized = new WeakMap<Tensor, Quantized>();
  /** Pictures that the network sees as they are. */
  readonly #pixels = new WeakMap<Tensor, Input>();
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
    const input = this.#pixels.get(x) ?? this.#bytesOf(name, x);
    const columns = this.#columnsJoined(x, shape, stride);
    const make = (quantization: Quantization) =>
      columns > 1
        ? this.#convolveStrips(input, folded, stride, columns, quantization, activation)
        : this.#convolve(input, folded, stride, quantization, activation);
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
    const all = {
      shape: [features, x.shape[1] as number, 1, 1],
      weight: concatenated(rows.map(({ weight }) => weight)),
      bias: concatenated(rows.map(({ bias }) => bias)),
    };
    const y = this.#convolve(this.#bytesOf(name, x), all, 1, quantizationOf(shared), 'none');
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

  standardize(pixels: Tensor, mean: number, deviation: number): Tensor {
    return this.standardizeJoined([pixels], mean, deviation);
  }

  /**
   * Pictures that are seen as one of all their channels. Bytes stay what they are: [batch, height, width, channels] each, as
   * pictures lie in memory.
   */
  standardizeJoined(pictures: readonly Tensor[], mean: number, deviation: number): Tensor {
    const wrong = pictures.find(({ type }) => type !== 'uint8');
    if (wrong) throw new RangeError(`${wrong} are no bytes`);
    const zeroPoint = Math.round(mean);
    const quantization = { scale: 1 / deviation, zeroPoint };
    const bytes = transpose(joined(pictures), TO_FIRST);
    const x = dequantizeLinear(bytes, quantization);
    this.#pixels.set(x, { bytes, quantization, offset: (zeroPoint - mean) / deviation, pictures });
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

  /** Columns that are joined for a convolution; 1 where none are, or where rows may not be so many again and again. */
  #columnsJoined(x: Tensor, [features, channels, kernel]: readonly number[], stride: 1 | 2): number {
    if (kernel !== 3) return 1;
    if (this.#pixels.has(x)) return channels! <= PICTURE_STRIP.channels ? PICTURE_STRIP.columns : 1;
    const { channels: most, columns } = NARROW_STRIP;
    const width = x.shape[3];
    const fits = typeof width === 'number' && width % columns === 0;
    return fits && stride === 1 && channels! <= most && features! <= most ? columns : 1;
  }

  #convolve(
    { bytes, quantization: input, offset }: Input,
    kernel: Kernel,
    stride: 1 | 2,
    output: Quantization,
    activation: ConvolutionOptions['activation'],
  ): Quantized {
    const { weight, bias } = this.#constants(kernel, input.scale, offset);
    return quantize(convolution(dequantizeLinear(bytes, input), weight, { stride, bias }), output, activation);
  }

  #convolveStrips(
    { bytes, quantization: input, offset, pictures = [transpose(bytes, TO_LAST)] }: Input,
    kernel: Kernel,
    stride: 1 | 2,
    columns: number,
    output: Quantization,
    activation: ConvolutionOptions['activation'],
  ): Quantized {
    const [features, channels] = kernel.shape as [number, number, number, number];
    const views = pictures.map((picture) => viewChannels(picture, (columns * channels) / pictures.length));
    const strips = transpose(joined(views), TO_FIRST);
    const strip = stripKernel(kernel, stride, columns, pictures.length);
    const { weight, bias } = this.#constants(strip, input.scale, offset);
    const y = quantize(stripConvolution(dequantizeLinear(strips, input), weight, bias, stride), output, activation);
    const parted = transpose(viewChannels(transpose(y.bytes, TO_LAST), features), TO_FIRST);
    return { bytes: parted, quantization: output };
  }

  /** The offset of all inputs goes into the bias. At the border, where zeros are seen, that is off by as much. */
  #constants({ shape, weight, bias }: Kernel, inputScale: number, offset = 0) {
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

/** Pictures as one, their channels one picture's after the other's. */
function joined(pictures: readonly Tensor[]): Tensor {
  return pictures.length === 1 ? pictures[0]! : concatenate(pictures, 3);
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
