import { elementCount, type Shape } from '../dimension.js';
import type { OnnxEmitter } from '../onnx.js';
import { type Application, type Operation, ShapeError, type Tensor } from '../tensor.js';
import { add } from './add.js';
import { divide } from './divide.js';
import { multiply } from './multiply.js';
import { negate } from './negate.js';
import { perChannel } from './per-channel.js';
import { reduceSum } from './reduce-sum.js';
import { squareRoot } from './square-root.js';
import { subtract } from './subtract.js';

/** Added to the variance, as in PyTorch. */
export const BATCH_NORMALIZATION_EPSILON = 1e-5;

const operation: Operation = {
  name: 'BatchNormalization',
  shapes: ([x, scale, bias]) => {
    const shape = normalizedShape('BatchNormalization', x!, [scale!, bias!]);
    return [shape, [shape[1]!], [shape[1]!]];
  },
  // With a momentum of 0 the "running" statistics that come out are those of the batch alone.
  emit: (onnx, use) => {
    if (onnx.target === 'webgpu') return emitWrittenOut(onnx, use);
    const { inputs, outputs } = use;
    const [x, scale, bias] = inputs;
    const channels = x!.shape[1] as number;
    // ONNX Runtime writes the statistics over these two inputs, whose values a momentum of 0 leaves out.
    const [mean, variance] = [onnx.scratch(channels), onnx.scratch(channels)];
    onnx.node(
      'BatchNormalization',
      [x!.name, scale!.name, bias!.name, mean, variance],
      { training_mode: 1, momentum: { float: 0 }, epsilon: { float: BATCH_NORMALIZATION_EPSILON } },
      outputs.map(({ name }) => name),
    );
  },
  /**
   * With n pixels a channel and r = 1 / √(variance + ε):
   *   dbias = Σ dy,  dscale = r · (Σ dy·x − mean · Σ dy),
   *   dx = a·dy + b·x + c  where  a = scale · r,  b = −a · r · dscale / n,  c = −a · dbias / n − b · mean.
   */
  gradients: ({ inputs: [x, scale], outputs: [, mean, variance] }, [dy]) => {
    const [batch, , height, width] = x!.shape;
    const count = elementCount([batch!, height!, width!]);
    const axes = [0, 2, 3];
    const reciprocal = divide(dy!.graph.constant(1), squareRoot(add(variance!, BATCH_NORMALIZATION_EPSILON)));
    const dbias = reduceSum(dy!, axes);
    const dscale = multiply(reciprocal, subtract(reduceSum(multiply(dy!, x!), axes), multiply(mean!, dbias)));
    const a = multiply(scale!, reciprocal);
    const b = negate(multiply(multiply(a, reciprocal), multiply(dscale, 1 / count)));
    const c = negate(add(multiply(a, multiply(dbias, 1 / count)), multiply(b, mean!)));
    const dx = add(multiply(perChannel(a), dy!), add(multiply(perChannel(b), x!), perChannel(c)));
    return [dx, dscale, dbias];
  },
};

/** The same in operations of its own: WebGPU has no batch normalisation in training mode. */
function emitWrittenOut(
  onnx: OnnxEmitter,
  { inputs: [x, scale, bias], outputs: [y, mean, variance] }: Application<Record<never, never>>,
): void {
  const channels = x!.shape[1] as number;
  const average = (value: string, output: string) =>
    onnx.node('ReduceMean', [value, onnx.integers([0, 2, 3])], { keepdims: 0 }, [output]);
  const perChannel = (value: string) => onnx.node('Reshape', [value, onnx.integers([1, channels, 1, 1])]);
  average(x!.name, mean!.name);
  const centred = onnx.node('Sub', [x!.name, perChannel(mean!.name)]);
  average(onnx.node('Mul', [centred, centred]), variance!.name);
  const deviation = onnx.node('Sqrt', [onnx.node('Add', [variance!.name, onnx.scalar(BATCH_NORMALIZATION_EPSILON)])]);
  const factor = perChannel(onnx.node('Div', [scale!.name, deviation]));
  onnx.node('Add', [onnx.node('Mul', [centred, factor]), perChannel(bias!.name)], {}, [y!.name]);
}

/** The shape that x keeps, given vectors of one number a channel. */
export function normalizedShape(operation: string, x: Tensor, vectors: readonly Tensor[]): Shape {
  const channels = x.shape[1];
  if (x.shape.length !== 4 || vectors.some(({ shape }) => shape.length !== 1 || shape[0] !== channels)) {
    throw new ShapeError(operation, [x, ...vectors], '[batch, channels, height, width] and one number a channel');
  }
  return x.shape;
}

/**
 * Normalises each channel by the statistics of the batch, then scales and shifts it. Nothing flows back through the
 * statistics that are handed out (it does through their part in y).
 *
 * @param x [batch, channels, height, width]
 * @param scale [channels]
 * @param bias [channels]
 * @returns y, and the batch's mean and (biased) variance, each [channels]
 * @example
 * const graph = new Graph();
 * const x = graph.input('x', [4, 8, 16, 16]);
 * const [scale, bias] = [graph.input('scale', [8]), graph.input('bias', [8])];
 * const { y, mean, variance } = batchNormalization(x, scale, bias); // [4, 8, 16, 16], [8] and [8]
 */
export function batchNormalization(
  x: Tensor,
  scale: Tensor,
  bias: Tensor,
): { y: Tensor; mean: Tensor; variance: Tensor } {
  const [y, mean, variance] = x.graph.apply(operation, [x, scale, bias], {});
  return { y: y!, mean: mean!, variance: variance! };
}
