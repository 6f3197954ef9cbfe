import * as tf from '@tensorflow/tfjs';
import '@tensorflow/tfjs-backend-wasm';
import type { Layer } from './main.js';
import { fastest } from './measure.js';

/** GFLOPS of a convolution in TensorFlow.js's WebAssembly backend; it cannot compute the gradient to the weights. */
export async function wasmForward({ batch, channels, features, side, stride }: Layer): Promise<number> {
  await tf.setBackend('wasm');
  const x = tf.randomUniform<tf.Rank.R4>([batch, side, side, channels], -1, 1);
  const weight = tf.randomUniform<tf.Rank.R4>([3, 3, channels, features], -1, 1);
  const milliseconds = await fastest(async () => {
    const y = tf.conv2d(x, weight, stride, 'same');
    await y.data();
    y.dispose();
  });
  tf.dispose([x, weight]);
  return (2 * batch * features * channels * 9 * (side / stride) ** 2) / milliseconds / 1e6;
}
