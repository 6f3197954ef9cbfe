import { Tensor } from 'onnxruntime-common';
import { platform } from '#platform';
import { InputError } from '../errors/errors.js';
import type { Device, Inference, OpenSession, SessionOptions, SessionThread } from '../platform/port.js';

export type TensorData = Float32Array | Uint8Array | BigInt64Array;
export type RuntimeTensor = Tensor;
export type { Device, SessionOptions, SessionThread };

type Inputs = Readonly<Record<string, RuntimeTensor>>;

/** How and where a model is run. */
export interface PlacedOptions extends SessionOptions {
  /** The caller's by default. */
  readonly thread?: SessionThread | undefined;
}

/** Numbers that another device may give for those of the CPU: it sums in another order, some in half precision. */
const TOLERANCE = 1e-2;

/** A loaded ONNX model. */
export class Session {
  readonly inner: Inference;
  /** What it runs on. */
  readonly device: Exclude<Device, 'auto'>;
  readonly #breathe: OpenSession['breathe'];

  private constructor({ inner, device, breathe }: OpenSession) {
    this.inner = inner;
    this.device = device;
    this.#breathe = breathe;
  }

  /** Loads a model from the bytes of a .onnx file. */
  static async create(model: Uint8Array, { thread, ...options }: PlacedOptions = {}): Promise<Session> {
    return new Session(await (thread ? thread.open(model, options) : platform.openSession(model, options)));
  }

  /**
   * The same, and on any device but the CPU it is made sure that it computes as the CPU does: a driver that computes wrongly
   * finds no faces, without a word. `auto` then takes the CPU.
   *
   * @param probe inputs on which both are compared
   * @param tolerance by how much numbers may differ
   * @throws InputError where they differ
   */
  static async createChecked(
    model: Uint8Array,
    options: PlacedOptions,
    probe: Inputs,
    tolerance = TOLERANCE,
  ): Promise<Session> {
    const session = await Session.create(model, options);
    if (session.device === 'cpu') return session;
    const cpu = await Session.create(model, { ...options, device: 'cpu' });
    const found = await session.run(probe).catch((error: unknown) => error);
    if (!(found instanceof Error) && same(await cpu.run(probe), found as Record<string, RuntimeTensor>, tolerance)) {
      await cpu.dispose();
      return session;
    }
    await session.dispose();
    if (options.device === 'auto') return cpu;
    await cpu.dispose();
    const what = found instanceof Error ? `fails (${found.message})` : 'gives other numbers than the CPU';
    throw new InputError(
      `device: "${session.device}" ${what}, so faces would be missed. Choose cpu, or update its driver.`,
    );
  }

  get inputNames(): readonly string[] {
    return this.inner.inputNames;
  }

  /** Runs the model; `outputs` limits what is fetched. */
  async run(inputs: Inputs, outputs?: readonly string[]): Promise<Record<string, RuntimeTensor>> {
    const found = outputs ? await this.inner.run(inputs, outputs) : await this.inner.run(inputs);
    await this.#breathe?.();
    return found;
  }

  async dispose(): Promise<void> {
    await this.inner.release();
  }
}

function same(
  expected: Record<string, RuntimeTensor>,
  found: Record<string, RuntimeTensor>,
  tolerance: number,
): boolean {
  return Object.entries(expected).every(([name, { data }]) => {
    const other = found[name]?.data as Float32Array;
    return (data as Float32Array).every((value, index) => Math.abs(value - other[index]!) <= tolerance);
  });
}

/** A tensor for a session's input; its element type follows from the array. */
export function tensor(data: TensorData, shape: readonly number[]): RuntimeTensor {
  const type = data instanceof Float32Array ? 'float32' : data instanceof Uint8Array ? 'uint8' : 'int64';
  return new Tensor(type, data, shape);
}

/** Bytes for `createChecked`, in which no two neighbours are alike. */
export function probeBytes(length: number): Uint8Array {
  return Uint8Array.from({ length }, (_, index) => (index * 37) % 256);
}
