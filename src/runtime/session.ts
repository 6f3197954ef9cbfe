import * as ort from 'onnxruntime-node';

export type TensorData = Float32Array | Uint8Array | BigInt64Array;
export type RuntimeTensor = ort.Tensor;

export interface SessionOptions {
  /** Threads within one operation; all cores by default. */
  readonly threads?: number | undefined;
  /**
   * Keep threads spinning between operations, as ONNX Runtime does unless told: a little faster for one network on an idle
   * machine. Two networks that take turns take each other's cores so: both stages of detection take a third longer.
   */
  readonly spinning?: boolean | undefined;
  /** Record what each operation takes, in a file whose name starts so; `endProfiling` of `inner` writes it. */
  readonly profilePrefix?: string | undefined;
}

/** A loaded ONNX model. */
export class Session {
  private constructor(readonly inner: ort.InferenceSession) {}

  /** Loads a model from the bytes of a .onnx file. */
  static async create(
    model: Uint8Array,
    { threads, spinning = false, profilePrefix }: SessionOptions = {},
  ): Promise<Session> {
    const inner = await ort.InferenceSession.create(model, {
      executionProviders: ['cpu'],
      graphOptimizationLevel: 'all',
      ...(threads !== undefined && { intraOpNumThreads: threads }),
      interOpNumThreads: 1,
      logSeverityLevel: 3,
      ...(profilePrefix !== undefined && { enableProfiling: true, profileFilePrefix: profilePrefix }),
      extra: { session: { intra_op: { allow_spinning: spinning ? '1' : '0' } } },
    });
    return new Session(inner);
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
  return new ort.Tensor(type, data, shape);
}
