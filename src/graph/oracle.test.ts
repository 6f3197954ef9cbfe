import assert from 'node:assert/strict';
import { before, test } from 'node:test';
import * as tf from '@tensorflow/tfjs';
import type { Tensor } from './index.js';
import * as graph from './index.js';
import { Evaluator, randomValues } from './testing/evaluate.js';

/** TensorFlow.js, whose code has nothing in common with ours, computes the same in [batch, height, width, channels]. */
interface Oracle {
  readonly name: string;
  readonly shapes: readonly (readonly number[])[];
  readonly ours: (...inputs: Tensor[]) => Tensor;
  readonly theirs: (...inputs: tf.Tensor[]) => tf.Tensor;
}

const toLast = (x: tf.Tensor) => tf.transpose(x, [0, 2, 3, 1]) as tf.Tensor4D;
const toFirst = (x: tf.Tensor) => tf.transpose(x, [0, 3, 1, 2]);
/** [features, channels, k, k] to [k, k, channels, features] */
const kernel = (w: tf.Tensor) => tf.transpose(w, [2, 3, 1, 0]) as tf.Tensor4D;

function theirConvolution(stride: 1 | 2, padding: number) {
  return (x: tf.Tensor, w: tf.Tensor) => {
    const sides: [number, number] = [padding, padding];
    const padded = tf.pad(toLast(x), [[0, 0], sides, sides, [0, 0]]) as tf.Tensor4D;
    return toFirst(tf.conv2d(padded, kernel(w), stride, 'valid'));
  };
}

/** Kernels, strides, paddings and sides that take different ways through the gradients, for few and for many channels. */
const CONVOLUTIONS: readonly Oracle[] = [1, 3, 5].flatMap((kernelSide) =>
  ([1, 2] as const).flatMap((stride) =>
    [0, 1].flatMap((padding) =>
      [
        [6, 8],
        [7, 9],
        [7, 6],
      ].flatMap(([height, width]) =>
        [3, 24].map(
          (channels): Oracle => ({
            name: `convolution, kernel ${kernelSide}, stride ${stride}, padding ${padding}, ${channels} × ${height} × ${width}`,
            shapes: [
              [2, channels, height!, width!],
              [2, channels, kernelSide, kernelSide],
            ],
            ours: (x, w) => graph.convolution(x, w, { stride, padding }),
            theirs: theirConvolution(stride, padding),
          }),
        ),
      ),
    ),
  ),
);

const ORACLES: readonly Oracle[] = [
  ...CONVOLUTIONS,
  ...([1, 2] as const).flatMap((stride) =>
    [1, 2].map(
      (side): Oracle => ({
        name: `convolution of ${side} × ${side} pixels with a kernel of 5, stride ${stride}`,
        shapes: [
          [2, 3, side, side],
          [2, 3, 5, 5],
        ],
        ours: (x, w) => graph.convolution(x, w, { stride }),
        theirs: theirConvolution(stride, 2),
      }),
    ),
  ),
  {
    name: 'transposed convolution, kernel 3',
    shapes: [
      [2, 3, 4, 5],
      [3, 4, 3, 3],
    ],
    ours: (x, w) => graph.transposedConvolution(x, w),
    // "Same" pads at the end only where ONNX pads at the start: everything is turned around, before and after.
    theirs: (x, w) => {
      const turnedKernel = tf.reverse(tf.transpose(w, [2, 3, 1, 0]), [0, 1]) as tf.Tensor4D;
      const turned = tf.reverse(toLast(x), [1, 2]) as tf.Tensor4D;
      return toFirst(tf.reverse(tf.conv2dTranspose(turned, turnedKernel, [2, 8, 10, 4], 2, 'same'), [1, 2]));
    },
  },
  {
    name: 'transposed convolution, kernel 4',
    shapes: [
      [2, 3, 4, 5],
      [3, 4, 4, 4],
    ],
    ours: (x, w) => graph.transposedConvolution(x, w),
    // ONNX pads 1 on each side; so does "same" for a kernel of 4 and a stride of 2.
    theirs: (x, w) =>
      toFirst(tf.conv2dTranspose(toLast(x), tf.transpose(w, [2, 3, 1, 0]) as tf.Tensor4D, [2, 8, 10, 4], 2, 'same')),
  },
  {
    name: 'batch normalisation',
    shapes: [[2, 3, 4, 5], [3], [3]],
    ours: (x, scale, bias) => graph.batchNormalization(x, scale, bias).y,
    theirs: (x, scale, bias) => {
      const last = toLast(x);
      const { mean, variance } = tf.moments(last, [0, 1, 2]);
      return toFirst(
        tf.batchNorm(
          last,
          mean as tf.Tensor1D,
          variance as tf.Tensor1D,
          bias as tf.Tensor1D,
          scale as tf.Tensor1D,
          1e-5,
        ),
      );
    },
  },
  {
    name: 'max pooling',
    shapes: [[2, 3, 4, 6]],
    ours: (x) => graph.maxPool(x),
    theirs: (x) => toFirst(tf.maxPool(toLast(x), 2, 2, 'valid')),
  },
  {
    name: 'average pooling',
    shapes: [[2, 3, 4, 6]],
    ours: (x) => graph.averagePool(x),
    theirs: (x) => toFirst(tf.avgPool(toLast(x), 2, 2, 'valid')),
  },
];

before(async () => {
  await tf.setBackend('cpu');
});

function near(actual: Float32Array, expected: Float32Array, what: string): void {
  assert.equal(actual.length, expected.length, what);
  actual.forEach((value, index) => {
    assert.ok(
      Math.abs(value - expected[index]!) <= 1e-4,
      `${what}, element ${index}: ${value}, TensorFlow.js ${expected[index]}`,
    );
  });
}

for (const { name, shapes, ours, theirs } of ORACLES) {
  test(`${name}, and its gradients, are TensorFlow.js's`, async () => {
    const evaluator = await Evaluator.create(shapes, ours);
    const values = shapes.map((shape, index) => randomValues(shape, index + 10));
    const weights = randomValues(evaluator.outputShape, 77);
    const { output, gradients } = await evaluator.run(values, weights);

    const inputs = values.map((value, index) => tf.tensor(value, [...shapes[index]!]));
    near(output, (await theirs(...inputs).data()) as Float32Array, 'output');
    const upstream = tf.tensor(weights, [...evaluator.outputShape]);
    const expected = tf.grads((...xs: tf.Tensor[]) => theirs(...xs))(inputs, upstream);
    for (const [index, gradient] of expected.entries()) {
      near(gradients[index]!, (await gradient.data()) as Float32Array, `gradient to input ${index}`);
    }
    await evaluator.dispose();
  });
}
