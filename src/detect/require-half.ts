import { InputError, messageOf } from '../errors/errors.js';
import { compile, Graph, relu, toFloat, toHalf } from '../graph/index.js';
import { type Device, Session, tensor } from '../runtime/session.js';

/** By how much numbers in half precision may differ from those of float32: 25 times what rounding alone does to shipped networks. */
export const HALF_TOLERANCE = 0.05;

/**
 * Makes sure that a device computes in half precision, by computing something so: not every graphics processor does.
 *
 * @throws InputError where it does not, or is a CPU, which half precision makes no faster
 */
export async function requireHalf(device: Device = 'cpu'): Promise<void> {
  const graph = new Graph();
  const model = compile({ y: toFloat(relu(toHalf(graph.input('x', [1])))) }, 'webgpu');
  const session = await Session.create(model, { device, quiet: true });
  try {
    if (session.device === 'cpu')
      throw new InputError(
        `precision: float16 is for graphics processors, and device is ${device === 'auto' ? 'auto, which found none' : device}. Choose float32.`,
      );
    await session.run({ x: tensor(Float32Array.of(1), [1]) }).catch((error: unknown) => {
      throw new InputError(
        `precision: the ${session.device} device here does not compute in 16 bits (${messageOf(error).split('\n')[0]}). Choose float32.`,
      );
    });
  } finally {
    await session.dispose();
  }
}
