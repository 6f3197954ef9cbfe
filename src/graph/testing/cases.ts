import type { Tensor } from '../index.js';
import * as graph from '../index.js';

/** An operation with inputs that it takes, for the tests of gradients and of devices. */
export interface Case {
  readonly name: string;
  readonly shapes: readonly (readonly number[])[];
  readonly build: (...inputs: Tensor[]) => Tensor;
  /** Range of the inputs: away from kinks and poles. */
  readonly range?: readonly [low: number, high: number];
  /** Half the distance of the central difference. */
  readonly delta?: number;
}

const PHOTO = [2, 3, 6, 8] as const;
/** Far enough from 0 that the difference does not step over the kink there. */
const awayFromZero = (x: Tensor) => graph.add(x, graph.multiply(graph.sign(x), 0.1));

/** Every operation that a gradient flows through. */
export const CASES: readonly Case[] = [
  { name: 'add, broadcast', shapes: [PHOTO, [3, 1, 1]], build: (a, b) => graph.add(a, b) },
  { name: 'subtract, broadcast', shapes: [PHOTO, [8]], build: (a, b) => graph.subtract(a, b) },
  { name: 'multiply, broadcast', shapes: [PHOTO, [2, 1, 6, 1]], build: (a, b) => graph.multiply(a, b) },
  { name: 'divide, broadcast', shapes: [PHOTO, [6, 8]], build: (a, b) => graph.divide(a, b), range: [0.5, 2] },
  {
    name: 'maximum',
    shapes: [[50], [50]],
    build: (a, b) => graph.maximum(a, graph.add(b, graph.multiply(graph.sign(graph.subtract(b, a)), 0.1))),
  },
  {
    name: 'minimum',
    shapes: [[50], [50]],
    build: (a, b) => graph.minimum(a, graph.add(b, graph.multiply(graph.sign(graph.subtract(b, a)), 0.1))),
  },
  { name: 'negate', shapes: [[7]], build: (x) => graph.negate(x) },
  { name: 'exponential', shapes: [[7]], build: (x) => graph.exponential(x) },
  { name: 'logarithm', shapes: [[7]], build: (x) => graph.logarithm(x), range: [0.5, 2] },
  { name: 'square root', shapes: [[7]], build: (x) => graph.squareRoot(x), range: [0.5, 2] },
  { name: 'absolute', shapes: [[50]], build: (x) => graph.absolute(awayFromZero(x)) },
  { name: 'relu', shapes: [[50]], build: (x) => graph.relu(awayFromZero(x)) },
  { name: 'leaky relu', shapes: [[50]], build: (x) => graph.leakyRelu(awayFromZero(x), 0.2) },
  { name: 'sigmoid', shapes: [[7]], build: (x) => graph.sigmoid(x), range: [-3, 3] },
  { name: 'tanh', shapes: [[7]], build: (x) => graph.tanh(x), range: [-2, 2] },
  { name: 'softplus', shapes: [[7]], build: (x) => graph.softplus(x), range: [-3, 3] },
  { name: 'reshape', shapes: [PHOTO], build: (x) => graph.reshape(x, [6, 48]) },
  { name: 'broadcast', shapes: [[3, 1, 8]], build: (x) => graph.broadcastTo(x, PHOTO) },
  { name: 'sum over axes', shapes: [PHOTO], build: (x) => graph.reduceSum(x, [0, 2]) },
  { name: 'mean', shapes: [PHOTO], build: (x) => graph.reduceMean(x) },
  { name: 'transpose', shapes: [PHOTO], build: (x) => graph.transpose(x, [2, 0, 3, 1]) },
  {
    name: 'concatenate',
    shapes: [
      [2, 3],
      [2, 4],
    ],
    build: (a, b) => graph.concatenate([a, b], 1),
  },
  { name: 'slice', shapes: [PHOTO], build: (x) => graph.slice(x, 2, 1, 4) },
  { name: 'pad', shapes: [PHOTO], build: (x) => graph.pad(x, 3, 1, 2) },
  ...[false, true].flatMap((a) =>
    [false, true].map(
      (b): Case => ({
        name: `matrix product, ${a ? 'A transposed' : 'A'}, ${b ? 'B transposed' : 'B'}`,
        shapes: [a ? [4, 3] : [3, 4], b ? [5, 4] : [4, 5]],
        build: (x, y) => graph.matrixProduct(x, y, a, b),
      }),
    ),
  ),
  {
    name: 'batched product',
    shapes: [
      [2, 3, 4],
      [2, 4, 5],
    ],
    build: (a, b) => graph.batchedProduct(a, b),
  },
  { name: 'fully connected', shapes: [[2, 4], [3, 4], [3]], build: (x, w, b) => graph.fullyConnected(x, w, b) },
  ...[1, 3, 5].map(
    (kernel): Case => ({
      name: `convolution, kernel ${kernel}`,
      shapes: [PHOTO, [4, 3, kernel, kernel]],
      build: (x, w) => graph.convolution(x, w),
    }),
  ),
  {
    name: 'convolution, stride 2',
    shapes: [PHOTO, [4, 3, 3, 3]],
    build: (x, w) => graph.convolution(x, w, { stride: 2 }),
  },
  {
    name: 'convolution, stride 2, odd sides',
    shapes: [
      [1, 3, 7, 9],
      [2, 3, 3, 3],
    ],
    build: (x, w) => graph.convolution(x, w, { stride: 2 }),
  },
  {
    name: 'convolution, stride 2, no padding',
    shapes: [
      [1, 2, 7, 8],
      [2, 2, 3, 3],
    ],
    build: (x, w) => graph.convolution(x, w, { stride: 2, padding: 0 }),
  },
  {
    name: 'convolution, no padding',
    shapes: [PHOTO, [4, 3, 3, 3]],
    build: (x, w) => graph.convolution(x, w, { padding: 0 }),
  },
  {
    name: 'convolution, many channels',
    shapes: [
      [2, 24, 4, 5],
      [3, 24, 3, 3],
    ],
    build: (x, w) => graph.convolution(x, w),
  },
  { name: 'transposed convolution', shapes: [PHOTO, [3, 4, 3, 3]], build: (x, w) => graph.transposedConvolution(x, w) },
  {
    name: 'transposed convolution, kernel 4',
    shapes: [PHOTO, [3, 4, 4, 4]],
    build: (x, w) => graph.transposedConvolution(x, w),
  },
  { name: 'batch normalisation', shapes: [PHOTO, [3], [3]], build: (x, s, b) => graph.batchNormalization(x, s, b).y },
  {
    // ONNX Runtime merges equal constants of up to 8 elements: neither may write its statistics over the other's.
    name: 'batch normalisation after batch normalisation',
    shapes: [PHOTO, [3], [3], PHOTO],
    build: (x, s, b, other) => {
      const first = graph.batchNormalization(x, s, b).y;
      return graph.batchNormalization(graph.multiply(first, other), s, b).y;
    },
  },
  { name: 'nearest upsampling', shapes: [PHOTO], build: (x) => graph.nearestUpsample(x) },
  { name: 'average pooling', shapes: [PHOTO], build: (x) => graph.averagePool(x) },
  { name: 'max pooling', shapes: [PHOTO], build: (x) => graph.maxPool(x), delta: 1e-3 },
  { name: 'depth to space', shapes: [[2, 8, 3, 4]], build: (x) => graph.depthToSpace(x) },
  { name: 'space to depth', shapes: [PHOTO], build: (x) => graph.spaceToDepth(x) },
];
