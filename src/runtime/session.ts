import { type InferenceSession, Tensor } from 'onnxruntime-common';
import { platform } from '#platform';
import type { SessionOptions } from '../platform/port.js';

export type TensorData = Float32Array | Uint8Array | BigInt64Array;
export type RuntimeTensor = Tensor;
export type { SessionOptions };

/** A loaded ONNX model. */
export class Session {
  private constructor(readonly inner: InferenceSession) {}

  /** Loads a model from the bytes of a .onnx file. */
  static async create(model: Uint8Array, options: SessionOptions = {}): Promise<Session> {
    return new Session(await platform.openSession(model, options));
  }

  get inputNames(): readonly string[] {
    return this.inner.inputNames;
  }

  /** Runs the model; `outputs` limits what is fetched. */
  async run(
    inputs: Readonly<Record<string, RuntimeTensor>>,
    outputs?: readonly string[],
  ): Promise<Record<string, RuntimeTensor>> {
    return outputs ? await this.inner.run(inputs, outputs) : await this.inner.run(inputs);
  }

  async dispose(): Promise<void> {
    await this.inner.release();
  }
}

/** A tensor for a session's input; its element type follows from the array. */
export function tensor(data: TensorData, shape: readonly number[]): RuntimeTensor {
  const type = data instanceof Float32Array ? 'float32' : data instanceof Uint8Array ? 'uint8' : 'int64';
  return new Tensor(type, data, shape);
}
